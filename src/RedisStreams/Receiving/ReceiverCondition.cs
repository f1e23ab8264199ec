using System.Threading.Channels;

namespace Corporation.RedisStreams.Receiving;

/// <summary>Whether the receiver gets on, as its loops tell; whoever watches its health reads the changes.</summary>
internal sealed class ReceiverCondition(TimeProvider time)
{
    // A reconnection that is over by then is nobody's business.
    private static readonly TimeSpan TroubleDelay = TimeSpan.FromSeconds(1);

    private readonly Channel<Exception?> _changes =
        Channel.CreateUnbounded<Exception?>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Dictionary<string, long> _failingSince = [];
    private readonly Lock _gate = new();
    private bool _isInTrouble;

    /// <summary>Why nothing gets on for a while now, and null when it does again.</summary>
    public ChannelReader<Exception?> Changes => _changes.Reader;

    /// <summary>A loop's turn failed.</summary>
    public void Failed(string loop, Exception exception)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _failingSince.TryAdd(loop, now);
            if (_isInTrouble || time.GetElapsedTime(_failingSince[loop], now) < TroubleDelay)
                return;
            _isInTrouble = true;
            _changes.Writer.TryWrite(exception);
        }
    }

    /// <summary>A loop's turn went well.</summary>
    public void Worked(string loop)
    {
        // The usual case, and many times a second: read without the lock, for only the loop itself adds its name.
        if (_failingSince.Count == 0)
            return;
        lock (_gate)
        {
            if (!_failingSince.Remove(loop) || _failingSince.Count > 0 || !_isInTrouble)
                return;
            _isInTrouble = false;
            _changes.Writer.TryWrite(null);
        }
    }

    public void End() => _changes.Writer.TryComplete();
}
