using Corporation.LocalServers.Programs;
using Corporation.TransportBench;

using var terminal = new ProgramTerminal();
return await TransportBenchApp.RunAsync(args, terminal.Out, terminal.Error, terminal.Stopping);
