using System.Collections.Concurrent;
using System.Threading.Channels;
using Corporation.Hq.Diagnostics;
using Corporation.SagaStore.Signalling;
using Corporation.SagaStore.Writing;
using Npgsql;

namespace Corporation.Hq.Sharing;

/// <summary>
/// Tells the other HQs on the same database what this one has committed, and this one what they have, so that offers, due times, live streams and
/// those who wait for an end don't depend on which HQ a message or request came to.
/// </summary>
/// <remarks>
/// A commit is not held up for it: it goes out after the commit, and together with what else happened when that is much. If this process dies in between, or the
/// connection breaks, the others look for themselves within <see cref="LookInterval"/>.
/// </remarks>
internal sealed class HqNews(StoreChannel channel, IEnumerable<INewsListener> listeners, TimeProvider time, ILogger<HqNews> logger)
    : BackgroundService, ICommitObserver
{
    private const string ChannelName = "corporation_news";

    /// <summary>Beyond this many pieces, "anything may have happened" is said instead.</summary>
    private const int MostPieces = 5_000;

    /// <summary>Who had so many pieces for one message will have as many again in a moment.</summary>
    private const int ManyPieces = 4;

    /// <summary>The time between two messages of an HQ that has many. The life of a mission that has HQ to itself is told without any.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(15);

    private readonly string _self = Guid.NewGuid().ToString("N")[..12];
    private readonly INewsListener[] _listeners = [.. listeners];
    private readonly ConcurrentQueue<string> _pieces = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int _count;

    /// <inheritdoc />
    public void Committed(IReadOnlyList<object> insertedRows)
    {
        foreach (var row in insertedRows)
        {
            if (NewsText.LineOf(row) is { } line)
                Tell(line);
        }
    }

    /// <summary>Tells the others that factories have changed.</summary>
    public void TellFleet() => Tell(NewsText.Fleet);

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        channel.ListenAsync(ChannelName, Receive, Look, stoppingToken),
        SendAsync(stoppingToken),
        LookAgainAsync(stoppingToken));

    private void Tell(string line)
    {
        if (Interlocked.Increment(ref _count) <= MostPieces)
            _pieces.Enqueue(line);
        _wake.Writer.TryWrite(true);
    }

    private async Task SendAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await _wake.Reader.ReadAsync(stoppingToken);
                if (await SendGatheredAsync(stoppingToken) >= ManyPieces)
                    await Task.Delay(Gathering, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: the others look for themselves.
        }
    }

    /// <returns>How many pieces there were.</returns>
    private async Task<int> SendGatheredAsync(CancellationToken stoppingToken)
    {
        var count = Interlocked.Exchange(ref _count, 0);
        var lines = new HashSet<string>(StringComparer.Ordinal);
        while (_pieces.TryDequeue(out var line))
            lines.Add(line);
        if (count > MostPieces)
            lines = [NewsText.Anything];

        try
        {
            foreach (var message in NewsText.Pack(_self, lines))
                await channel.SendAsync(ChannelName, message, stoppingToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException)
        {
            Log.NewsNotSent(logger, lines.Count, exception.Message);
            Tell(NewsText.Anything);
            await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
        }

        return count;
    }

    private void Receive(string message)
    {
        var lines = message.Split('\n');
        if (lines[0] == _self)
            return;

        var rows = new List<object>(lines.Length);
        foreach (var line in lines.AsSpan(1))
        {
            if (line == NewsText.Fleet)
                Each(static listener => listener.FleetChanged());
            else if (line == NewsText.Anything)
                Look();
            else if (NewsText.RowOf(line) is { } row)
                rows.Add(row);
        }

        if (rows.Count > 0)
            Each(listener => listener.CommittedElsewhere(rows));
    }

    private void Look() => Each(static listener => listener.LookForYourself());

    private async Task LookAgainAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private void Each(Action<INewsListener> tell)
    {
        foreach (var listener in _listeners)
        {
            try
            {
                tell(listener);
            }
#pragma warning disable CA1031 // A listener's mistake must not end the listening of all.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.NewsListenerFailed(logger, exception, listener.GetType().Name);
            }
        }
    }
}
