using Corporation.Contracts.Missions;
using Corporation.Contracts.Http;

namespace Corporation.Client;

/// <summary>A mission that was waited for ended without a result.</summary>
public sealed class MissionFailedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public MissionFailedException(MissionView mission)
        : base(
            $"Mission {mission?.JobId} ({mission?.MissionKind}) ended as {mission?.State.WireName()} "
            + $"after attempt {mission?.Attempt}: {mission?.Error?.Message ?? "no reason given"}") =>
        Mission = mission ?? throw new ArgumentNullException(nameof(mission));

    /// <summary>The mission as it ended.</summary>
    public MissionView Mission { get; }
}
