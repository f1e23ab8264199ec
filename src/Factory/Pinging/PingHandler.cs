using System.Runtime.InteropServices;
using Corporation.Factory.Handling;
using Corporation.Factory.Heartbeats;
using Corporation.Factory.Working;

namespace Corporation.Factory.Pinging;

/// <summary>Says which factory answers, with what software and by which clock. Safe to run twice: it only looks.</summary>
[MissionKind("system:ping", Description = "Answers with the factory's versions and clock.", TimeoutSeconds = 30, MaxRetries = 1, Concurrency = 4)]
internal sealed class PingHandler(FactoryIdentity identity, TimeProvider time) : IMissionHandler<Ping, Pong>
{
    public Task<MissionOutcome<Pong>> HandleAsync(Ping input, MissionContext context, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return Task.FromResult<MissionOutcome<Pong>>(new Pong
        {
            FactoryId = identity.FactoryId,
            FactoryTime = now,
            UptimeSeconds = Math.Round((now - identity.StartedAt).TotalSeconds, 3),
            Version = SoftwareVersion.Full,
            Runtime = RuntimeInformation.FrameworkDescription,
            OperatingSystem = RuntimeInformation.OSDescription,
            Architecture = RuntimeInformation.ProcessArchitecture.ToString(),
            Processors = Environment.ProcessorCount,
        });
    }
}
