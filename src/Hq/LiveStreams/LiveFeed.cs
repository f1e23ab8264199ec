namespace Corporation.Hq.LiveStreams;

/// <summary>Rows that keep coming, and how to know that more have come.</summary>
/// <typeparam name="TRow">What the stream shows.</typeparam>
internal sealed class LiveFeed<TRow> : IDisposable
{
    /// <summary>Rows read at a time: all that a reader who is too slow makes HQ hold for it.</summary>
    public const int PageSize = 200;

    /// <summary>Reads the rows after a position, oldest first, at most <see cref="PageSize"/>.</summary>
    public required Func<long, CancellationToken, ValueTask<IReadOnlyList<TRow>>> Read { get; init; }

    /// <summary>The position that a reader gives back to continue.</summary>
    public required Func<TRow, long> PositionOf { get; init; }

    /// <summary>Completes when there may be more; taken before reading.</summary>
    public required Func<CancellationToken, Task<Task>> Next { get; init; }

    /// <summary>Asked before reading: if true, what is read then is all there will be.</summary>
    public Func<CancellationToken, Task<bool>> HasEnded { get; init; } = static _ => Task.FromResult(false);

    /// <summary>How long to gather after a signal when the last read brought many rows, so that a busy feed is read in pages and not row by row.</summary>
    public TimeSpan Gathering { get; init; }

    /// <summary>What to let go of at the end.</summary>
    public IDisposable? Owned { get; init; }

    public void Dispose() => Owned?.Dispose();
}
