using Corporation.TransportChaos;
using Corporation.TransportChaos.Invoking;
using Corporation.TransportChaos.Victims;

if (args is [VictimProgram.Word, var plan])
    return await VictimProgram.RunAsync(plan);

using var terminal = new ChaosTerminal();
return await TransportChaosApp.RunAsync(args, terminal.Out, terminal.Error, terminal.Stopping);
