using System.Threading.Channels;

namespace Corporation.Factory.Heartbeats;

/// <summary>Asks for a heartbeat before its time.</summary>
internal sealed class HeartbeatSignal
{
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile bool _isFailing;

    /// <summary>Something that a heartbeat says has changed.</summary>
    public void Raise() => _wake.Writer.TryWrite(true);

    /// <summary>HQ was heard: of use only if the last heartbeat was not answered.</summary>
    public void HqIsThere()
    {
        if (_isFailing)
            Raise();
    }

    /// <summary>Whether the last heartbeat was answered.</summary>
    public void Note(bool isAnswered) => _isFailing = !isAnswered;

    /// <summary>Waits for a signal, but no longer than <paramref name="longest"/>.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await _wake.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
