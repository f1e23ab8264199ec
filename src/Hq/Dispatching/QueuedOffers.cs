using System.Threading.Channels;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Offering;
using Corporation.Hq.Diagnostics;
using Corporation.Hq.Fleet;
using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Writing;

namespace Corporation.Hq.Dispatching;

/// <summary>
/// Chooses what is to be offered in the very transaction that queues a mission: a mission that meets a free slot costs one commit and one flush less, and is
/// under way sooner.
/// </summary>
internal sealed class QueuedOffers(
    FactoryDirectory directory, OfferBook book, BacklogSignal backlog, IHostApplicationLifetime process, TimeProvider time, ILogger<QueuedOffers> logger)
    : ICommitContributor
{
    /// <summary>A transaction that inserts no more rows than this is one of an HQ with little to do. Where there is much, the dispatcher offers many in one turn.</summary>
    private const int FewRows = 8;

    private static readonly OfferTurn NotChosen = new([], MayBeMore: true);

    /// <summary>As many as there are slots at most: more are never marked.</summary>
    private readonly Channel<IReadOnlyList<ExecuteMission>> _taken = Channel.CreateUnbounded<IReadOnlyList<ExecuteMission>>(new() { SingleReader = true });

    /// <summary>What was marked and is to be sent.</summary>
    public ChannelReader<IReadOnlyList<ExecuteMission>> Taken => _taken.Reader;

    /// <inheritdoc />
    public void Contribute(IReadOnlyList<object> insertedRows, ICommitGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in insertedRows)
        {
            if (row is not MissionEvent { Event: MissionEventNames.Queued, MissionKind: var kind } || !kinds.Add(kind))
                continue;

            // Who can't choose now has the dispatcher look after the commit; nor may a process choose that is about to lose its bus.
            var slots = directory.Find(kind)?.Slots ?? 0;
            var mayChoose = slots > 0 && insertedRows.Count <= FewRows && !process.ApplicationStopping.IsCancellationRequested;
            _ = PassOnAsync(kind, group.AddAsync(session => mayChoose ? book.Take(session, kind, slots) : NotChosen));
        }
    }

    private async Task PassOnAsync(string kind, Task<OfferTurn?> taking)
    {
        try
        {
            var turn = await taking;
            if (turn is { Offers.Count: > 0 })
                _taken.Writer.TryWrite(turn.Offers);
            else if (turn is null)
                await Task.Delay(OfferBook.OthersTurn, time);

            // What is left waits for a slot, and one may have become free in a transaction that was not to be seen yet, whose own look came before this commit.
            if (turn is not { MayBeMore: false })
                backlog.Raise(kind, isQueued: turn is not { Offers.Count: > 0 });
        }
        catch (OperationCanceledException)
        {
            // Nothing was queued, or it is asked for again.
        }
        catch (Exception exception)
        {
            Log.OfferingFailed(logger, kind, exception);
            backlog.Raise(kind, isQueued: true);
        }
    }
}
