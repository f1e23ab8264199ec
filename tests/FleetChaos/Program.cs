using Corporation.FleetChaos;
using Corporation.LocalServers.Programs;

using var terminal = new ProgramTerminal();
return await FleetChaosApp.RunAsync(args, terminal.Out, terminal.Error, terminal.Stopping);
