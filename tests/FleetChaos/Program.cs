using Corporation.FleetChaos;
using Corporation.FleetChaos.Invoking;

using var terminal = new ChaosTerminal();
return await FleetChaosApp.RunAsync(args, terminal.Out, terminal.Error, terminal.Stopping);
