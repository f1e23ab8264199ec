using Corporation.Contracts.Http;
using MassTransit;

namespace Corporation.Hq.ErrorQueues;

/// <summary>Looks after the bus' error queues: what lies there, and what is to become of it.</summary>
/// <param name="queues">Null on a bus whose queues nobody can look into.</param>
internal sealed class ErrorQueueDesk(IRedisStreamsQueues? queues = null)
{
    private const int PageSize = 50;

    /// <summary>Whether there are error queues on this bus that can be looked into.</summary>
    public bool CanLook => queues is not null;

    private IRedisStreamsQueues Queues => queues ?? throw new InvalidOperationException("This bus has no queues to look into; ask CanLook first.");

    /// <summary>Every error queue with something in it.</summary>
    public async Task<IReadOnlyList<ErrorQueueView>> QueuesAsync(CancellationToken cancellationToken)
    {
        var found = new List<ErrorQueueView>();
        foreach (var queue in await NamesAsync(cancellationToken))
        {
            if (await Queues.GetDepthAsync(queue, cancellationToken) is { Messages: > 0 } depth)
                found.Add(new(queue, depth.Messages, DeadMessageReading.TargetOf(queue), depth.OldestAge?.TotalSeconds));
        }

        return found;
    }

    /// <summary>The first messages of a selection.</summary>
    public async Task<IReadOnlyList<DeadMessageView>> ListAsync(DeadMessageFilter filter, int most, CancellationToken cancellationToken)
    {
        var found = new List<DeadMessageView>();
        await foreach (var message in SelectAsync(filter, cancellationToken))
        {
            found.Add(message);
            if (found.Count == most)
                break;
        }

        return found;
    }

    /// <summary>One message with headers and body; null when it is not there.</summary>
    public async Task<DeadMessageView?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var queue = id[..Math.Max(0, id.IndexOf('/', StringComparison.Ordinal))];
        if (!DeadMessageReading.IsErrorQueue(queue) || !(await NamesAsync(cancellationToken)).Contains(queue))
            return null;

        await foreach (var (view, message) in ReadAsync(queue, cancellationToken))
        {
            if (view.Id == id)
                return DeadMessageReading.Read(queue, message, whole: true);
        }

        return null;
    }

    public async Task<int> CountAsync(DeadMessageFilter filter, CancellationToken cancellationToken) =>
        await SelectAsync(filter, cancellationToken).CountAsync(cancellationToken);

    /// <summary>The queues of a selection whose name does not say where its messages go.</summary>
    public async Task<IReadOnlyList<string>> WithoutTargetAsync(DeadMessageFilter filter, CancellationToken cancellationToken) =>
        [.. await SelectAsync(filter, cancellationToken).Where(message => message.TargetQueue is null).Select(message => message.Queue).Distinct().ToListAsync(cancellationToken)];

    /// <summary>Sends a selection back to where it failed, or elsewhere.</summary>
    /// <param name="filter">The selection.</param>
    /// <param name="target">Where to; null for the queue in which each failed.</param>
    /// <param name="most">How many the caller has confirmed; those that come later, or come back, are not touched.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <returns>How many were sent.</returns>
    public Task<int> RequeueAsync(DeadMessageFilter filter, string? target, int most, CancellationToken cancellationToken) => RunAsync(
        filter,
        most,
        (queue, left) => (target ?? DeadMessageReading.TargetOf(queue)) is { } to && to != queue
            ? Queues.RequeueAsync(queue, to, new RedisStreamsRequeueOptions { Filter = Chosen(filter, queue), Limit = left }, cancellationToken)
            : Task.FromResult(0),
        cancellationToken);

    /// <summary>Removes a selection for good.</summary>
    /// <param name="filter">The selection.</param>
    /// <param name="most">How many the caller has confirmed.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <returns>How many are gone.</returns>
    public Task<int> DiscardAsync(DeadMessageFilter filter, int most, CancellationToken cancellationToken) => RunAsync(
        filter, most, (queue, left) => Queues.RemoveAsync(queue, Chosen(filter, queue), left, cancellationToken), cancellationToken);

    private static Func<RedisStreamsPeekedMessage, bool> Chosen(DeadMessageFilter filter, string queue) =>
        message => filter.Matches(DeadMessageReading.Read(queue, message, whole: false));

    private async Task<int> RunAsync(DeadMessageFilter filter, int most, Func<string, int, Task<int>> step, CancellationToken cancellationToken)
    {
        var changed = 0;
        foreach (var queue in (await NamesAsync(cancellationToken)).Where(filter.Covers))
        {
            if (changed < most)
                changed += await step(queue, most - changed);
        }

        return changed;
    }

    private async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken) =>
        [.. (await Queues.ListQueuesAsync(cancellationToken)).Where(DeadMessageReading.IsErrorQueue)];

    private async IAsyncEnumerable<DeadMessageView> SelectAsync(
        DeadMessageFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var queue in (await NamesAsync(cancellationToken)).Where(filter.Covers))
        {
            await foreach (var (view, _) in ReadAsync(queue, cancellationToken))
            {
                if (filter.Matches(view))
                    yield return view;
            }
        }
    }

    private async IAsyncEnumerable<(DeadMessageView View, RedisStreamsPeekedMessage Message)> ReadAsync(
        string queue, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RedisStreamsPeekedMessage? after = null;
        while (await Queues.PeekAfterAsync(queue, PageSize, after, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var message in page)
                yield return (DeadMessageReading.Read(queue, message, whole: false), message);
            after = page[^1];
        }
    }
}
