using Corporation.Factory.Settings;
using Corporation.Factory.Working;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.Relaying;

/// <summary>What every relay needs; one for the process.</summary>
internal sealed class RelayServices(HqLink hq, RelayPump pump, TimeProvider time, IOptions<FactoryOptions> options, ILogger<RelayServices> logger)
{
    public HqLink Hq => hq;

    public RelayPump Pump => pump;

    public TimeProvider Time => time;

    public FactoryOptions Options { get; } = options.Value;

    public ILogger Logger => logger;
}
