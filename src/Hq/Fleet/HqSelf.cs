using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Missions;
using Corporation.Hq.Diagnostics;
using Corporation.Runtime.Roles;
using Corporation.Sagas.FactoryLife;

namespace Corporation.Hq.Fleet;

/// <summary>Who this process is among the factories. A headquarters lists itself there, and beats like everybody else.</summary>
internal sealed partial class HqSelf(FactoryEar ear, RolePolicy role, IConfiguration configuration, TimeProvider time, ILogger<HqSelf> logger) : BackgroundService
{
    private const string DefaultPort = "7400";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private long _sequence;

    /// <summary>Its name: <c>UA_FACTORY_ID</c>, or the machine's with <c>-hq</c>, and the port where that is not the usual one: two on one machine are two.</summary>
    public string FactoryId { get; } = IdOf(configuration, role);

    /// <summary>Its <c>UA_DEPLOYMENT_PROFILE</c>.</summary>
    public string DeploymentProfile { get; } = configuration["UA_DEPLOYMENT_PROFILE"]?.Trim() is { Length: > 0 and <= 40 } profile ? profile : "local_workstation";

    /// <summary>Its version, the commit behind a plus sign.</summary>
    public static string Version { get; } =
        typeof(HqSelf).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The factory of a standalone node speaks for it.
        if (role.Role is not FactoryRole.Headquarters)
            return;

        try
        {
            while (true)
            {
                await TryBeatAsync(_sequence == 0 ? HeartbeatCause.Start : HeartbeatCause.Interval, stoppingToken);
                await Task.Delay(Interval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_sequence > 0)
            await TryBeatAsync(HeartbeatCause.Stop, cancellationToken);
    }

    /// <summary>The name of the headquarters with this configuration.</summary>
    public static string IdOf(IConfiguration configuration, RolePolicy role)
    {
        if (configuration["UA_FACTORY_ID"]?.Trim() is { Length: > 0 } id && AnnouncementCheck.IsLegalId(id))
            return id;
        if (role.Role is not FactoryRole.Headquarters && configuration["Factory:FactoryId"] is { Length: > 0 } factory && AnnouncementCheck.IsLegalId(factory))
            return factory;

        var suffix = role.Role is FactoryRole.Headquarters ? "-hq" : "-node";
        var url = configuration["urls"] ?? configuration["ASPNETCORE_URLS"] ?? "";
        if (role.Role is FactoryRole.Headquarters && PortAtEnd().Match(url.Split(';')[0]) is { Success: true } port && port.Groups[1].Value != DefaultPort)
            suffix += "-" + port.Groups[1].Value;
        var host = Illegal().Replace(Environment.MachineName, "-").Trim('-', '.', '_');
        if (host.Length == 0)
            host = "headquarters";
        return string.Concat(host.AsSpan(0, Math.Min(host.Length, MissionLimits.MaxFactoryIdLength - suffix.Length)), suffix);
    }

    private async Task TryBeatAsync(HeartbeatCause cause, CancellationToken cancellationToken)
    {
        try
        {
            await ear.HearAsync(Beat(cause), FactorySources.Headquarters, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.SelfNotStored(logger, exception.Message);
        }
    }

    private FactoryHeartbeat Beat(HeartbeatCause cause) => new()
    {
        FactoryId = FactoryId,
        Epoch = (_startedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
        Sequence = ++_sequence,
        Cause = cause,
        IntervalSeconds = Interval.TotalSeconds,
        Role = role.Name,
        DeploymentProfile = DeploymentProfile,
        Version = Version.Split('+')[0],
        Commit = Version.Split('+') is [_, var commit, ..] ? commit : null,
        Host = new HostFacts
        {
            Name = Environment.MachineName,
            Os = RuntimeInformation.OSDescription,
            Architecture = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
            Cores = Environment.ProcessorCount,
            MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            ProcessId = Environment.ProcessId,
            UptimeSeconds = Math.Round((time.GetUtcNow() - _startedAt).TotalSeconds, 1),
        },
        Kinds = [],
        Mode = FactoryMode.Active,
        ClockSkewSeconds = 0,

        // Its own store is the way that it speaks by, and it hears nothing of itself by another one.
        ProbeHeard = _sequence,
    };

    [GeneratedRegex(@":(\d{1,5})/?\z", RegexOptions.CultureInvariant)]
    private static partial Regex PortAtEnd();

    [GeneratedRegex(@"[^A-Za-z0-9._-]", RegexOptions.CultureInvariant)]
    private static partial Regex Illegal();
}
