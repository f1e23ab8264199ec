using Corporation.TransportBench;
using Corporation.TransportBench.Invoking;

using var terminal = new BenchTerminal();
return await TransportBenchApp.RunAsync(args, terminal.Out, terminal.Error, terminal.Stopping);
