using System.Collections.Concurrent;
using Corporation.FleetChaos.Delegating;
using Corporation.FleetChaos.Running;
using StackExchange.Redis;

namespace Corporation.FleetChaos.Striking;

/// <summary>Delivers messages of all sorts again: at once, in another order, and much later.</summary>
internal sealed class DeliveryFaults(ChaosPlan plan, BusTap tap, Submitter submitter, FaultLog log, TimeProvider time, Random random)
{
    private const int MostCopies = 150;
    private const int Missions = 6;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(4);

    private readonly ConcurrentQueue<Task> _later = new();

    public async Task DuplicateAsync(CancellationToken cancellationToken)
    {
        var copied = 0;
        await TapAsync(
            async (stream, fields) =>
            {
                if (copied++ < MostCopies)
                    await tap.AddAsync(stream, fields);
            },
            cancellationToken);
        Done(FaultKind.DuplicateDelivery, copied, "delivered twice");
    }

    public async Task ReorderAsync(CancellationToken cancellationToken)
    {
        var copies = await GatherAsync(cancellationToken);
        random.Shuffle(copies);
        foreach (var (stream, fields) in copies)
            await tap.AddAsync(stream, fields);
        Done(FaultKind.ReorderedDelivery, copies.Length, "delivered again in another order");
    }

    public async Task DelayAsync(CancellationToken cancellationToken)
    {
        var copies = await GatherAsync(cancellationToken);
        var delay = plan.LeaseDuration * (0.2 + random.NextDouble());
        _later.Enqueue(Task.Run(() => AddLaterAsync(copies, delay, cancellationToken), cancellationToken));
        Done(FaultKind.DelayedDelivery, copies.Length, $"delivered again {delay.TotalSeconds:0} s later");
    }

    /// <summary>Until all that was put off is delivered.</summary>
    public Task WhenAllAsync() => Task.WhenAll(_later);

    private void Done(FaultKind kind, int copied, string what)
    {
        if (copied == 0)
            throw new FaultMissedException("no message was seen");
        log.Done(kind, $"{Math.Min(copied, MostCopies)} messages {what}");
    }

    private async Task<(RedisKey Stream, NameValueEntry[] Fields)[]> GatherAsync(CancellationToken cancellationToken)
    {
        var copies = new List<(RedisKey, NameValueEntry[])>();
        await TapAsync(
            (stream, fields) =>
            {
                if (copies.Count < MostCopies)
                    copies.Add((stream, fields));
                return Task.CompletedTask;
            },
            cancellationToken);
        return [.. copies];
    }

    private async Task TapAsync(Func<RedisKey, NameValueEntry[], Task> found, CancellationToken cancellationToken)
    {
        using var window = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        window.CancelAfter(Window);
        var watching = tap.WatchAsync(found, window.Token);
        await submitter.SubmitNowAsync(Missions, 0, cancellationToken);
        await watching;
        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task AddLaterAsync((RedisKey Stream, NameValueEntry[] Fields)[] copies, TimeSpan delay, CancellationToken cancellationToken)
    {
        await Task.Delay(delay, time, cancellationToken);
        foreach (var (stream, fields) in copies)
        {
            try
            {
                await tap.AddAsync(stream, fields);
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                // Redis is struck just now: this one is not delivered again.
            }
        }
    }
}
