using Corporation.Contracts.Missions;
using Corporation.Factory.Workspaces;

namespace Corporation.Factory.Handling;

/// <summary>What a handler knows of its attempt, and its ways to say how it goes. Safe to use from several threads.</summary>
/// <remarks>Nothing here waits for the network. After the attempt has ended, calls have no effect.</remarks>
public sealed class MissionContext
{
    private readonly IAttemptSink _sink;

    internal MissionContext(IAttemptSink sink, MissionWorkspace workspace)
    {
        _sink = sink;
        Workspace = workspace;
    }

    /// <summary>The mission (<c>job_id</c>). The same in every attempt: a good idempotency key towards other systems.</summary>
    public required Guid MissionId { get; init; }

    /// <summary>The kind as it was submitted, possibly an alias.</summary>
    public required string MissionKind { get; init; }

    /// <summary>What is asked for, in words.</summary>
    public required string Task { get; init; }

    /// <summary>The number of this attempt, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>When this attempt is timed out, by the factory's clock.</summary>
    public required DateTimeOffset AttemptEndsAt { get; init; }

    /// <summary>When the whole mission must have ended, if ever.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>A folder for this attempt alone, made when first used and removed some time after the attempt.</summary>
    public MissionWorkspace Workspace { get; }

    /// <summary>Says how far it is. HQ sees the newest, at most once per second.</summary>
    /// <param name="percent">0 to 100; other values are brought into this range.</param>
    /// <param name="message">What it is doing; cut after <see cref="MissionLimits.MaxProgressLength"/> characters.</param>
    public void Progress(double percent, string? message = null) =>
        _sink.Progress(double.IsNaN(percent) ? null : Math.Clamp(percent, 0, 100), message);

    /// <summary>Says what it is doing, when it can't tell how far it is.</summary>
    public void Progress(string message) => _sink.Progress(null, message);

    /// <summary>Writes to the mission's log. Line breaks make several lines.</summary>
    public void Log(string text) => _sink.Log(LogLevels.Info, text);

    /// <summary>Writes a warning to the mission's log.</summary>
    public void LogWarning(string text) => _sink.Log(LogLevels.Warning, text);

    /// <summary>Writes an error to the mission's log.</summary>
    public void LogError(string text) => _sink.Log(LogLevels.Error, text);

    /// <summary>Says what the attempt consumed. Quantities of the same resource and unit are added up.</summary>
    /// <param name="resource">What, for instance a provider and model.</param>
    /// <param name="unit">In what unit, for instance <c>input_tokens</c>.</param>
    /// <param name="quantity">How much more, 0 or more.</param>
    public void ReportUsage(string resource, string unit, decimal quantity)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(resource);
        ArgumentException.ThrowIfNullOrWhiteSpace(unit);
        ArgumentOutOfRangeException.ThrowIfNegative(quantity);
        _sink.Usage(resource, unit, quantity);
    }

    /// <summary>Passes on a line that a process wrote.</summary>
    internal void LogOutput(bool isError, string line) => _sink.Log(isError ? LogLevels.Stderr : LogLevels.Stdout, line);
}
