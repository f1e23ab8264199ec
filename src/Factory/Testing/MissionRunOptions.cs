using Corporation.Contracts.Missions;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Factory.Testing;

/// <summary>The circumstances of a test run. Everything has a default.</summary>
public sealed record MissionRunOptions
{
    /// <summary>The mission's id; a new one by default.</summary>
    public Guid MissionId { get; init; } = Guid.NewGuid();

    /// <summary>The number of the attempt; 1 by default.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The task in words; the kind by default.</summary>
    public string? Task { get; init; }

    /// <summary>The attempt's timeout; the kind's own by default.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Cancels the mission so long after the start; never by default.</summary>
    public TimeSpan? CancelAfter { get; init; }

    /// <summary>The mission's overall deadline; none by default.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>Largest result in bytes; 256 KiB by default.</summary>
    public int MaxResultBytes { get; init; } = MissionLimits.DefaultMaxPayloadBytes;

    /// <summary>The clock of timeouts; the system's by default.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Registers what a handler made from services needs.</summary>
    public Action<IServiceCollection>? Services { get; init; }
}
