using System.Threading.Channels;
using Corporation.Contracts.Cancelling;
using Corporation.Contracts.Missions;
using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Writing;

namespace Corporation.Hq.Dispatching;

/// <summary>Gathers the cancels that factories are to be told of, once they are stored.</summary>
internal sealed class CancelSignal : ICommitObserver
{
    /// <summary>More than these wait only when the bus is away; what is dropped reaches the factory with its next lease renewal.</summary>
    private const int Capacity = 10_000;

    private readonly Channel<(string FactoryId, CancelAttempt Cancel)> _cancels =
        Channel.CreateBounded<(string, CancelAttempt)>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>What is to be sent.</summary>
    public ChannelReader<(string FactoryId, CancelAttempt Cancel)> Cancels => _cancels.Reader;

    /// <inheritdoc />
    public void Committed(IReadOnlyList<object> insertedRows)
    {
        foreach (var row in insertedRows)
        {
            if (row is MissionEvent
                {
                    Event: MissionEventNames.CancelRequested or MissionEventNames.Expired or MissionEventNames.AttemptTimedOut,
                    ClaimToken: { } token,
                    FactoryId: { } factory,
                } change)
            {
                _cancels.Writer.TryWrite((factory, new CancelAttempt { MissionId = change.MissionId, ClaimToken = token, Reason = change.Event }));
            }
        }
    }
}
