using System.Globalization;
using System.Runtime.InteropServices;
using Corporation.Contracts;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;
using Corporation.Factory.Journaling;
using Corporation.Factory.Settings;
using Corporation.Factory.Working;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using FactoryStatus = Corporation.Factory.Working.FactoryStatus;

namespace Corporation.Factory.Heartbeats;

/// <summary>Gathers what a heartbeat says.</summary>
internal sealed class HeartbeatComposer(
    FactoryIdentity identity,
    FactoryStatus status,
    AnnouncedKinds kinds,
    HeldClaims claims,
    IntakeGate gate,
    Journal journal,
    SkewMeter skew,
    ReceiveLoopWatch watch,
    IServiceProvider services,
    IOptions<FactoryOptions> options,
    TimeProvider time)
{
    private readonly FactoryOptions _options = options.Value;
    private readonly IReadOnlyDictionary<string, string> _labels = LabelsOf(options.Value);
    private long _sequence;
    private volatile FactoryHeartbeat? _told;

    /// <summary>What this machine is, and what its operator says of it; that goes before.</summary>
    public IReadOnlyDictionary<string, string> Labels => _labels;

    /// <summary>Whether queues have fallen deaf or hear again, or reports pile up or no longer do, since the last heartbeat was made.</summary>
    /// <param name="pileAfter">How long a report waits before that is news: each one waits for its answer for a moment.</param>
    public bool HasNews(TimeSpan pileAfter)
    {
        if (_told is not { } told)
            return false;
        var pilesUp = told.JournalBacklog == 0 && journal.OldestUnsentAge >= pileAfter;
        var isDone = told.JournalBacklog > 0 && status.UnsentReports == 0;
        return pilesUp || isDone || !told.DeafQueues.SequenceEqual(DeafQueues(), StringComparer.Ordinal);
    }

    public FactoryHeartbeat Compose(HeartbeatCause cause, IReadOnlyList<Contracts.Reporting.UsageEntry> usage) => _told = new()
    {
        FactoryId = identity.FactoryId,
        Epoch = identity.Epoch,
        Sequence = ++_sequence,
        Cause = cause,
        IntervalSeconds = _options.HeartbeatInterval.TotalSeconds,
        Role = kinds.Role,
        DeploymentProfile = _options.DeploymentProfile,
        Version = SoftwareVersion.Name,
        Commit = SoftwareVersion.Commit,
        Host = Host(),
        Labels = _labels,
        Kinds = kinds.Announcements,
        MaxConcurrency = _options.MaxConcurrency,
        Running = [.. claims.All.Select(Running)],
        Mode = ModeNow(),
        ClockSkewSeconds = skew.SkewSeconds,
        RoundTripSeconds = skew.RoundTripSeconds,
        ReceiveLoopAgeSeconds = watch.AgeSeconds,
        ProbeHeard = watch.ProbeHeard,
        DeafQueues = DeafQueues(),
        JournalBacklog = status.UnsentReports,
        JournalOldestSeconds = journal.OldestUnsentAge is { } age ? Math.Round(age.TotalSeconds, 3) : null,
        Usage = usage,
    };

    internal static IReadOnlyDictionary<string, string> LabelsOf(FactoryOptions options)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["os"] = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "macos" : "linux",
            ["arch"] = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
            ["cores"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
            ["memory_gb"] = (MemoryBytes / (1L << 30)).ToString(CultureInfo.InvariantCulture),
            ["host"] = Environment.MachineName,
            ["profile"] = options.DeploymentProfile,
        };
        foreach (var (name, value) in options.Labels)
            labels[name] = value ?? "";
        return labels;
    }

    private static long MemoryBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private FactoryMode ModeNow() => status.State is FactoryState.Draining && gate.Mode is FactoryMode.Active ? FactoryMode.Draining : gate.Mode;

    private HostFacts Host() => new()
    {
        Name = Environment.MachineName,
        Os = RuntimeInformation.OSDescription,
        Architecture = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
        Cores = Environment.ProcessorCount,
        MemoryBytes = MemoryBytes,
        ProcessId = Environment.ProcessId,
        UptimeSeconds = Math.Round((time.GetUtcNow() - identity.StartedAt).TotalSeconds, 1),
    };

    private RunningAttempt Running(HeldAttempt attempt)
    {
        var (percent, message) = attempt.Relay.LastProgress;
        return new RunningAttempt
        {
            MissionId = attempt.Offer.MissionId,
            MissionKind = attempt.Offer.MissionKind,
            Attempt = attempt.Grant.Attempt,
            ElapsedSeconds = Math.Max(0, Math.Round((time.GetUtcNow() - (attempt.EndsAt - attempt.Timeout)).TotalSeconds, 1)),
            Percent = percent,
            Message = message,
        };
    }

    // Queues that the factory reads, and can't. Those that are paused are well.
    private string[] DeafQueues()
    {
        var own = kinds.Announcements.Select(kind => QueueNames.OfKind(kind.MissionKind)).Append(QueueNames.OfFactory(identity.FactoryId)).ToHashSet(StringComparer.Ordinal);
        return [.. services.GetRequiredService<IBusControl>().CheckHealth().Endpoints.Values
            .Where(endpoint => endpoint.Status is not BusHealthStatus.Healthy)
            .Select(endpoint => endpoint.InputAddress.AbsolutePath.Split('/')[^1])
            .Where(own.Contains)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
    }
}
