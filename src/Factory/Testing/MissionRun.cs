using System.Text.Json;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Factory.Cataloguing;
using Corporation.Factory.Working;
using Corporation.Factory.Workspaces;

namespace Corporation.Factory.Testing;

/// <summary>What a handler did in a test run. Disposing it removes the workspace.</summary>
public sealed class MissionRun<TResult> : IDisposable
{
    private readonly AttemptEnding.Failed? _failure;

    internal MissionRun(AttemptEnding ending, RecordingSink sink, MissionWorkspace workspace)
    {
        _failure = ending as AttemptEnding.Failed;
        Outcome = ending switch
        {
            AttemptEnding.Succeeded => MissionEnding.Succeeded,
            AttemptEnding.Cancelled => MissionEnding.Cancelled,
            AttemptEnding.Failed { Error.Type: MissionErrorTypes.TimedOut } => MissionEnding.TimedOut,
            AttemptEnding.Failed { Retryable: true } => MissionEnding.Failed,
            _ => MissionEnding.Rejected,
        };
        ResultJson = ending is AttemptEnding.Succeeded succeeded ? succeeded.Result : null;
        Progress = sink.Progresses;
        Log = sink.Lines;
        Usage = sink.Used;
        Workspace = workspace;
    }

    /// <summary>How it ended.</summary>
    public MissionEnding Outcome { get; }

    /// <summary>The result as HQ would get it.</summary>
    public JsonElement? ResultJson { get; }

    /// <summary>The result, read back from its JSON.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message says how the run ended instead.</exception>
    public TResult Result => ResultJson is { } json
        ? json.Deserialize<TResult>(MissionJson.Result) ?? throw new InvalidOperationException("The result is null.")
        : throw new InvalidOperationException($"There is no result: the run ended as {Outcome} ({Error?.Type}: {Error?.Message}).");

    /// <summary>Why it failed, as HQ would get it.</summary>
    public MissionError? Error => _failure?.Error;

    /// <summary>When the handler wants to be tried again.</summary>
    public TimeSpan? RetryAfter => _failure?.RetryAfter;

    /// <summary>Every progress it reported, unthrottled.</summary>
    public IReadOnlyList<(double? Percent, string? Message)> Progress { get; }

    /// <summary>Every log line: level and text.</summary>
    public IReadOnlyList<(string Level, string Text)> Log { get; }

    /// <summary>What it used, added up.</summary>
    public IReadOnlyList<UsageEntry> Usage { get; }

    /// <summary>Its workspace, to look at what it left there.</summary>
    public MissionWorkspace Workspace { get; }

    /// <summary>Removes the workspace.</summary>
    public void Dispose() => TreeRemoval.Remove(Path.GetDirectoryName(Workspace.Path) ?? Workspace.Path);
}
