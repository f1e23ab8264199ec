using Corporation.FleetBench;
using Corporation.LocalServers.Programs;

using var terminal = new ProgramTerminal();
return await FleetBenchApp.RunAsync(args, terminal.Out, terminal.Error, terminal.Stopping);
