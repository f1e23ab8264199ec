using Corporation.Cli;
using Corporation.Cli.Terminals;

using var terminal = new SystemTerminal();
return await CorpApp.RunAsync(args, terminal.World, terminal.Stopping);
