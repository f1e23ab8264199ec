using System.Threading.Channels;
using Corporation.Contracts.Missions;
using Corporation.Hq.Sharing;
using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Writing;

namespace Corporation.Hq.Sweeping;

/// <summary>Tells the sweeper of new alarms that may be nearer than the one it sleeps for.</summary>
internal sealed class AlarmSignal : ICommitObserver, INewsListener
{
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <inheritdoc />
    public void Committed(IReadOnlyList<object> insertedRows)
    {
        foreach (var row in insertedRows)
        {
            if (row is MissionEvent { Event: MissionEventNames.Scheduled or MissionEventNames.RetryScheduled })
                _wake.Writer.TryWrite(true);
        }
    }

    /// <inheritdoc />
    public void CommittedElsewhere(IReadOnlyList<object> rows) => Committed(rows);

    /// <summary>Waits for a signal, but no longer than <paramref name="longest"/>.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _wake.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody called: time for the next look.
        }
    }
}
