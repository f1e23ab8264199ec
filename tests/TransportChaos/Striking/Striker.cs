using System.Collections.Concurrent;
using System.Diagnostics;
using Corporation.LocalServers;
using Corporation.TransportChaos.Running;
using Corporation.TransportChaos.Victims;

namespace Corporation.TransportChaos.Striking;

/// <summary>Does to a run what its plan says, everything at its own pace and so now and then at once, and keeps a journal of it.</summary>
internal sealed class Striker(ChaosPlan plan, RedisServer server, Fleet fleet, TimeProvider time) : IDisposable
{
    // After a strike at the server, processes need this long until they have found it again.
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(3);

    private const int WithConsumerOneIn = 3;

    private readonly ConcurrentQueue<Strike> _journal = new();
    private readonly SemaphoreSlim _serverTurn = new(1, 1);
    private readonly Random _serverRandom = new(plan.Seed);

    public IReadOnlyList<Strike> Journal => [.. _journal];

    public int Count(StrikeKind kind) => _journal.Count(strike => strike.Kind == kind);

    /// <summary>Notes what happened to the server without anybody's doing.</summary>
    public void NoteStall(long from, long until) =>
        _journal.Enqueue(new Strike(StrikeKind.ServerStall, null, from, until + (long)(plan.LeaseDuration.TotalSeconds * Stopwatch.Frequency)));

    /// <summary>Ends when everything was done as often as planned, or, what has no end, when it is told to.</summary>
    public Task RunAsync(CancellationToken stopping) =>
        Task.WhenAll(plan.Strikes.Select(part => Task.Run(() => RepeatAsync(part.Key, part.Value, stopping), CancellationToken.None)));

    public void Dispose() => _serverTurn.Dispose();

    private async Task RepeatAsync(StrikeKind kind, StrikePlan pace, CancellationToken stopping)
    {
        // One for each kind: how the kinds meet is up to the machine, but each keeps its own pace.
        var random = new Random(unchecked(plan.Seed * 31 + (int)kind));
        for (var done = 0; done < (pace.Times ?? int.MaxValue); done++)
        {
            await Task.Delay(pace.Next(random), time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested)
                return;
            await StrikeAsync(kind);
        }
    }

    private Task StrikeAsync(StrikeKind kind) => kind switch
    {
        StrikeKind.KillConsumer => AtAsync(VictimRole.Consumer, kind, KillAsync),
        StrikeKind.KillProducer => AtAsync(VictimRole.Producer, kind, KillAsync),
        StrikeKind.RestartConsumer => AtAsync(VictimRole.Consumer, kind, RestartAsync),
        StrikeKind.FreezeConsumer => AtAsync(VictimRole.Consumer, kind, FreezeAsync),
        StrikeKind.KillServer => AtServerAsync(kind, KillServerAsync),
        StrikeKind.CutConnections => AtServerAsync(kind, CutAsync),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Nobody knows how to do that."),
    };

    private async Task AtAsync(VictimRole role, StrikeKind kind, Func<VictimSlot, Task> strike)
    {
        if (await fleet.BorrowAsync(role) is not { } slot)
            return;

        try
        {
            var (process, from) = (slot.Process.Name, Stopwatch.GetTimestamp());
            await strike(slot);
            _journal.Enqueue(new Strike(kind, process, from, Stopwatch.GetTimestamp()));
        }
        finally
        {
            fleet.Return(slot);
        }
    }

    private async Task AtServerAsync(StrikeKind kind, Func<Task> strike)
    {
        await _serverTurn.WaitAsync();
        try
        {
            var from = Stopwatch.GetTimestamp();
            await strike();
            _journal.Enqueue(new Strike(kind, null, from, Stopwatch.GetTimestamp() + (long)(Recovery.TotalSeconds * Stopwatch.Frequency)));
        }
        finally
        {
            _serverTurn.Release();
        }
    }

    private async Task KillAsync(VictimSlot slot)
    {
        await slot.Process.KillAsync();
        await fleet.ReplaceAsync(slot);
    }

    private async Task RestartAsync(VictimSlot slot)
    {
        await slot.Process.StopAsync();
        await fleet.ReplaceAsync(slot);
    }

    private async Task FreezeAsync(VictimSlot slot)
    {
        await slot.Process.SuspendAsync();
        await Task.Delay(plan.LeaseDuration * 2.5, time);
        await slot.Process.ResumeAsync();

        // Until it has noticed.
        await Task.Delay(plan.LeaseDuration / 2, time);
    }

    private async Task KillServerAsync()
    {
        var isBoth = plan.Strikes.ContainsKey(StrikeKind.KillConsumer) && _serverRandom.Next(WithConsumerOneIn) == 0;
        var both = isBoth ? AtAsync(VictimRole.Consumer, StrikeKind.KillConsumer, KillAsync) : Task.CompletedTask;
        await server.KillAsync();
        await server.RestartAsync(CancellationToken.None);
        await both;
    }

    private async Task CutAsync()
    {
        foreach (var type in (string[])["normal", "pubsub"])
            await server.ExecuteAsync("CLIENT", "KILL", "TYPE", type);
    }
}
