using Corporation.LocalServers.Programs;
using Corporation.TransportChaos;
using Corporation.TransportChaos.Victims;

if (args is [VictimProgram.Word, var plan])
    return await VictimProgram.RunAsync(plan);

using var terminal = new ProgramTerminal();
return await TransportChaosApp.RunAsync(args, terminal.Out, terminal.Error, terminal.Stopping);
