using Corporation.Contracts.Http;

namespace Corporation.Cli.Observing;

/// <summary>The events seen of one mission, and those who wait for the next.</summary>
internal sealed class MissionEvents
{
    private readonly Lock _gate = new();
    private readonly List<MissionEventView> _seen = [];
    private List<Waiter> _waiters = [];

    public void Add(MissionEventView happened)
    {
        lock (_gate)
        {
            _seen.Add(happened);
            foreach (var waiter in _waiters)
            {
                if (waiter.Wants(happened))
                    waiter.Found.TrySetResult(happened);
            }

            _waiters = [.. _waiters.Where(waiter => !waiter.Found.Task.IsCompleted)];
        }
    }

    public async Task<MissionEventView> WaitAsync(IReadOnlyCollection<string> names, long afterSequence, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(names, afterSequence);
        lock (_gate)
        {
            if (_seen.Find(waiter.Wants) is { } known)
                return known;
            _waiters.Add(waiter);
        }

        return await waiter.Found.Task.WaitAsync(cancellationToken);
    }

    private sealed record Waiter(IReadOnlyCollection<string> Names, long AfterSequence)
    {
        public TaskCompletionSource<MissionEventView> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Wants(MissionEventView happened) => happened.Sequence > AfterSequence && Names.Contains(happened.Event);
    }
}
