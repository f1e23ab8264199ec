using Corporation.FleetBench;
using Corporation.TransportBench.Invoking;

using var terminal = new BenchTerminal();
return await FleetBenchApp.RunAsync(args, terminal.Out, terminal.Error, terminal.Stopping);
