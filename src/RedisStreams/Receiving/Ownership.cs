using Corporation.RedisStreams.Diagnostics;
using Corporation.RedisStreams.Protocol;
using Microsoft.Extensions.Logging;

namespace Corporation.RedisStreams.Receiving;

/// <summary>Which lanes this consumer may read: all of a shared queue, all or none of one that has a single reader, its share of partitions.</summary>
internal sealed class Ownership(
    ReceiverSettings settings, QueueScripts scripts, InFlight inFlight, Settler settler, Dispatcher dispatcher, ILogger logger, TimeProvider time)
    : IDisposable
{
    private const string WholeQueue = "all";

    private const int Tries = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private IReadOnlyList<Lane> _partitions = [];
    private IReadOnlyList<Lane> _leaving = [];
    private bool _isOwner;
    private string? _waitsFor;

    /// <summary>Tells the reader which lanes it may read, and until when.</summary>
    public required Action<IReadOnlyList<Lane>, long> UseLanes { get; init; }

    /// <summary>Whether the reader has stopped reading lanes that it may no longer read.</summary>
    public required Func<bool> HasAppliedLanes { get; init; }

    /// <summary>Whether ownership has to be renewed at all.</summary>
    public bool IsNeeded => settings.Mode != ReceiverMode.Shared || settings.Partitions is not null;

    private bool IsWhole => settings.Mode != ReceiverMode.Shared;

    /// <exception cref="RedisStreamsException">The queue is exclusive, and another consumer has it.</exception>
    public async Task StartAsync()
    {
        await RenewAsync();
        if (settings.Mode != ReceiverMode.Exclusive || _isOwner)
            return;
        throw new RedisStreamsException(
            $"The queue '{settings.Queue}' is read by {_waitsFor} alone, and this consumer asks for it alone too. "
            + $"Stop the other one; if it died, its right ends within {settings.LeaseDuration}.")
        {
            Entity = settings.Queue.Value,
        };
    }

    /// <summary>Asks the server what is ours now. To be called every third of a lease, and when another consumer gives something up.</summary>
    public async Task RenewAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (IsWhole)
                await RenewWholeAsync();
            else if (IsNeeded)
                await RenewPartitionsAsync();
            else
                UseLanes(Lane.ByPriority, long.MaxValue);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives up everything, for others to take at once.</summary>
    public async Task FreeAsync()
    {
        if (IsWhole && _isOwner)
            await scripts.DisownAsync(settler.Seat, [WholeQueue]);
        else if (!IsWhole && _partitions.Count > 0)
            await scripts.DisownAsync(settler.Seat, _partitions.Select(lane => lane.Code));
    }

    public void Dispose() => _turn.Dispose();

    private async Task RenewWholeAsync()
    {
        var asked = time.GetTimestamp();
        var ownership = await scripts.OwnAsync(settler.Seat, settings.LeaseDuration);
        if (ownership.IsMine)
        {
            if (!_isOwner)
                Log.BecameOwner(logger, settings.Queue.Value, settler.Seat.Name);
            (_isOwner, _waitsFor) = (true, null);
            UseLanes(Lane.All(settings.PartitionCount), asked + Ticks(settings.LeaseDuration));
            return;
        }

        if (_isOwner)
        {
            Log.OwnershipLost(logger, settings.Queue.Value, settler.Seat.Name, ownership.Owner);
            Lose(inFlight.ToList());
        }
        else if (_waitsFor != ownership.Owner && settings.Mode == ReceiverMode.SingleActive)
        {
            Log.StandingBy(logger, settings.Queue.Value, ownership.Owner);
        }

        (_isOwner, _waitsFor) = (false, ownership.Owner);
        UseLanes([], long.MaxValue);
    }

    private async Task RenewPartitionsAsync()
    {
        var asked = time.GetTimestamp();
        var share = await scripts.OwnPartitionsAsync(settler.Seat, settings.LeaseDuration);
        IReadOnlyList<Lane> now = [.. share.Kept, .. share.Taken];
        var lost = _partitions.Except(now).ToHashSet();
        if (lost.Count > 0)
            Lose(inFlight.ToList().Where(delivery => lost.Contains(delivery.Lane)));
        if (lost.Count > 0 || share.Taken.Count > 0)
            Log.PartitionsChanged(logger, settings.Queue.Value, settler.Seat.Name, string.Join(", ", now));

        _partitions = now;
        _leaving = share.Excess;
        UseLanes([Lane.High, Lane.Normal, .. now.Except(share.Excess).OrderBy(lane => lane.Code, StringComparer.Ordinal), Lane.Low], asked + Ticks(settings.LeaseDuration));
        if (_leaving.Count > 0)
            await LeaveAsync();
    }

    // What nobody began with goes back, what runs is finished, then the lane is free: its next owner must find nothing of ours running.
    private async Task LeaveAsync()
    {
        // Not for ever: leases have to be renewed. The next round asks again.
        for (var tries = 0; !HasAppliedLanes(); tries++)
        {
            if (tries == Tries)
                return;
            await Task.Delay(Pause, time);
        }

        await settler.ReleaseAsync(dispatcher.Remove(_leaving.Contains));

        var free = _leaving.Except(inFlight.ToList().Select(delivery => delivery.Lane)).ToList();
        if (free.Count == 0)
            return;
        await scripts.DisownAsync(settler.Seat, free.Select(lane => lane.Code));
        _partitions = [.. _partitions.Except(free)];
    }

    private void Lose(IEnumerable<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
            settler.Lose(delivery);
    }

    private long Ticks(TimeSpan duration) => (long)(duration.TotalSeconds * time.TimestampFrequency);
}
