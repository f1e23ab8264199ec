using System.Diagnostics;

namespace Corporation.Runtime.Telemetry;

/// <summary>
/// One trace for each mission, whichever processes it passes through and however often it is tried: the trace's id is the mission's, without its dashes.
/// </summary>
/// <remarks>
/// So nothing has to be kept with a mission to go on with its trace: not in a database, not in a journal, not over restarts. What the framework's own
/// spans of messages add hangs below ours. The first span that all others hang on is never sent: it stands for the mission itself.
/// </remarks>
public static class MissionTrace
{
    /// <summary>The name of the activity source.</summary>
    public const string SourceName = "Corporation.Missions";

    private const int IdLength = 32;
    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins a step of a mission's life, below what is going on if that is of the same mission. Dispose it at the step's end.</summary>
    /// <param name="step">What is done, for instance <c>run mission</c>.</param>
    /// <param name="kind">How it stands to other processes.</param>
    /// <param name="missionId">The mission.</param>
    /// <param name="missionKind">Its kind; null where it is not known.</param>
    /// <returns>Null while nobody traces.</returns>
    public static Activity? Begin(string step, ActivityKind kind, Guid missionId, string? missionKind)
    {
        if (!Source.HasListeners())
            return null;
        var root = RootOf(missionId);
        var parent = Activity.Current is { } current && current.TraceId == root.TraceId ? current.Context : root;
        return Source.StartActivity(step, kind, parent, Tags(missionId, missionKind));
    }

    /// <summary>The machine's clock, for <see cref="Tell"/>.</summary>
    public static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();

    /// <summary>Tells of a step that has ended and whose mission was not known when it began. It refers to what is going on, such as the request.</summary>
    /// <param name="step">What was done.</param>
    /// <param name="begun">When it began, by <see cref="Now"/>.</param>
    /// <param name="missionId">The mission.</param>
    /// <param name="missionKind">Its kind.</param>
    public static void Tell(string step, DateTimeOffset begun, Guid missionId, string missionKind)
    {
        if (!Source.HasListeners())
            return;
        ActivityLink[] links = Activity.Current is { } current ? [new ActivityLink(current.Context)] : [];
        Source.StartActivity(step, ActivityKind.Producer, RootOf(missionId), Tags(missionId, missionKind), links, begun)?.Dispose();
    }

    /// <summary>Whether a span that has this parent is the first of its mission in a process.</summary>
    internal static bool IsRoot(in ActivityContext parent) =>
        parent.SpanId.ToHexString() is var span && parent.TraceId.ToHexString().EndsWith(span, StringComparison.Ordinal);

    private static ActivityContext RootOf(Guid missionId)
    {
        var id = missionId.ToString("N");
        var span = ActivitySpanId.CreateFromString(id.AsSpan(IdLength / 2));
        return new ActivityContext(ActivityTraceId.CreateFromString(id), span, ActivityTraceFlags.Recorded, isRemote: true);
    }

    private static List<KeyValuePair<string, object?>> Tags(Guid missionId, string? missionKind)
    {
        var tags = new List<KeyValuePair<string, object?>> { new("mission.id", missionId.ToString()) };
        if (missionKind is not null)
            tags.Add(new("mission.kind", missionKind));
        return tags;
    }
}
