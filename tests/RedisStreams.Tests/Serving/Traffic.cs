using System.Collections.Concurrent;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>Callers that send one message after the other, and remember which ones the bus said were sent.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private const int Callers = 4;

    // A reader whose answer got lost waits 30 s for it, and a lease that nobody renews ends after as long.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly TriedBus _bus;
    private readonly ConcurrentQueue<int> _sent = new();
    private readonly CancellationTokenSource _enough = new();
    private readonly Task _sending;
    private int _failures;

    public Traffic(TriedBus bus)
    {
        _bus = bus;
        _sending = Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(SendAsync)));
    }

    /// <summary>How many sends failed; their messages may have been sent or not.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>Waits until so many more messages were sent and so many more handled.</summary>
    /// <param name="count">At least so many.</param>
    /// <param name="deadline">Null for one that leaves room for whatever waits by itself.</param>
    public async Task FlowAsync(int count, TimeSpan? deadline = null)
    {
        var (sent, consumed) = (_sent.Count, _bus.Consumed);
        await Eventually.TrueWithin(
            deadline ?? Deadline,
            () => Task.FromResult(_sent.Count > sent + count && _bus.Consumed > consumed + count),
            () => $"{count} more sent ({sent} → {_sent.Count}) and handled ({consumed} → {_bus.Consumed}).\n{string.Join('\n', Trouble().TakeLast(40))}");
    }

    private IEnumerable<string> Trouble() => _bus.Log.Where(line => !line.StartsWith("SEND ", StringComparison.Ordinal) && !line.StartsWith("RECEIVE ", StringComparison.Ordinal));

    /// <summary>Ends sending.</summary>
    public async Task EndAsync()
    {
        await _enough.CancelAsync();
        await _sending;
    }

    /// <summary>Ends sending, and waits.</summary>
    /// <returns>The numbers that were sent and are not handled in time.</returns>
    public async Task<IReadOnlyCollection<int>> FindLostAsync()
    {
        await EndAsync();
        int[] lost = [.. _sent];
        try
        {
            await Eventually.True(() => (lost = [.. lost.Except(_bus.ConsumedNumbers)]).Length == 0);
        }
        catch (Xunit.Sdk.XunitException)
        {
            // The caller says what is lost.
        }

        return lost;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _enough.Dispose();
    }

    private async Task SendAsync()
    {
        while (!_enough.IsCancellationRequested)
        {
            try
            {
                _sent.Enqueue(await _bus.SendAsync());
            }
            catch (Exception) when (!_enough.IsCancellationRequested) // Whatever it is, it counts, and the next one is sent.
            {
                Interlocked.Increment(ref _failures);
            }
            catch (Exception)
            {
                return;
            }
        }
    }
}
