using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;
using Corporation.Factory.Diagnostics;
using Corporation.Factory.Settings;
using Corporation.Factory.Working;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.Heartbeats;

/// <summary>Tells HQ periodically, and when something changes, who the factory is and what it does, and hears what HQ wants of it.</summary>
/// <remarks>Nothing here touches what runs: a heartbeat that fails is repeated later, after waits that double up to five minutes
/// or until HQ is heard again.</remarks>
internal sealed class HeartbeatLoop(
    HeartbeatComposer composer,
    HeartbeatSignal signal,
    IntakeGate gate,
    KindQueues queues,
    SkewMeter skew,
    UsageSinceHeartbeat usage,
    HqLink hq,
    Announcer announcer,
    Supersession supersession,
    DrainWatch drain,
    DrainDeadline deadline,
    IOptions<FactoryOptions> options,
    TimeProvider time,
    ILogger<HeartbeatLoop> logger)
{
    /// <summary>Changes that come together are told together.</summary>
    private static readonly TimeSpan LeastDistance = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Where missions begin and end all the time the distance doubles up to this part of the interval: with the usual one that makes eight heartbeats in a minute,
    /// of 500 such factories 67 in a second (docs/benchmarks.md: 58 in a second take HQ 0.11 of a core).
    /// </summary>
    private const int LongestDistancePart = 6;

    /// <summary>Five hundred factories may hear HQ in the same moment: each waits for some part of this before it says so.</summary>
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(2);

    private readonly TimeSpan _interval = options.Value.HeartbeatInterval;
    private int _failures;
    private int _changes;
    private long _regularAt;

    /// <summary>Beats from the time that HQ has accepted the process until the token fires.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var cause = HeartbeatCause.Start;
        try
        {
            await announcer.Accepted.WaitAsync(cancellationToken);
            while (!cancellationToken.IsCancellationRequested)
            {
                await BeatAsync(cause, cancellationToken);
                await queues.ApplyAsync();
                cause = await NextCauseAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    /// <summary>Says once that the process ends. HQ finds out by its silence if this is lost.</summary>
    public async Task SayGoodbyeAsync()
    {
        using var patience = new CancellationTokenSource(GoodbyeTimeout, time);
        await BeatAsync(HeartbeatCause.Stop, patience.Token);
    }

    /// <summary>The interval, a tenth more or less; after failures 5 seconds, doubled with each, up to 5 minutes, and never more often than the interval.</summary>
    internal static TimeSpan WaitAfter(int failures, TimeSpan interval, double random)
    {
        var wait = interval;
        if (failures > 0)
        {
            var retry = FirstRetry * Math.Pow(2, Math.Min(failures - 1, 10));
            wait = retry < LongestRetry ? retry : LongestRetry;
        }

        return wait * (0.9 + 0.2 * random);
    }

    /// <summary>The least time until the next heartbeat after so many in a row that told of changes.</summary>
    internal static TimeSpan DistanceAfter(int changes, TimeSpan interval)
    {
        var distance = LeastDistance * Math.Pow(2, Math.Min(changes, 10));
        var longest = interval / LongestDistancePart;
        return distance < longest ? distance : longest > LeastDistance ? longest : LeastDistance;
    }

    private async Task<HeartbeatCause> NextCauseAsync(CancellationToken cancellationToken)
    {
        // An HQ that answers everything but heartbeats is not asked more often for that.
        var isFailing = _failures > 0;
        var wait = WaitAfter(_failures, _interval, Random.Shared.NextDouble());
        var least = isFailing ? FirstRetry : DistanceAfter(gate.Mode is FactoryMode.Active ? _changes : 0, _interval);
        least = least < wait ? least : wait;

        await Task.Delay(least, time, cancellationToken);
        if (!await signal.WaitAsync(wait - least, time, cancellationToken))
            return HeartbeatCause.Interval;
        if (isFailing)
            await Task.Delay(Spread * Random.Shared.NextDouble(), time, cancellationToken);

        // HQ probes with the regular ones whether the factory hears: one where always something changes must send them too.
        return isFailing || time.GetElapsedTime(_regularAt) >= _interval ? HeartbeatCause.Interval : HeartbeatCause.Change;
    }

    private async Task BeatAsync(HeartbeatCause cause, CancellationToken cancellationToken)
    {
        var used = usage.Take();
        if (cause is HeartbeatCause.Change)
            _changes++;
        else
            (_changes, _regularAt) = (0, time.GetTimestamp());
        signal.Begin();
        try
        {
            var begun = time.GetTimestamp();
            var answer = await hq.AskAsync<FactoryHeartbeat, HeartbeatHeard, FactorySuperseded>(composer.Compose(cause, used), cancellationToken);
            _failures = 0;
            signal.Note(isAnswered: true);
            if (answer.Is(out Response<FactorySuperseded>? _))
                supersession.Declare();
            else if (answer.Is(out Response<HeartbeatHeard>? heard))
                Obey(heard.Message, time.GetElapsedTime(begun));
        }
        catch (Exception exception)
        {
            usage.Add(used);
            signal.Note(isAnswered: false);
            _failures++;
            if (!cancellationToken.IsCancellationRequested)
                Log.HeartbeatUnanswered(logger, exception.Message, _failures);
        }
    }

    private void Obey(HeartbeatHeard heard, TimeSpan roundTrip)
    {
        skew.Note(time.GetUtcNow(), roundTrip, heard.HqTime);
        var obedience = gate.Obey(heard.Mode, heard.ModeReason, heard.Revision);
        if (obedience is Obedience.Changed)
            signal.Raise();

        // Each time: another deadline is no other mode.
        deadline.Set(heard.Mode, heard.DrainSeconds, heard.Revision);
        if (heard.MustAnnounce)
            announcer.AnnounceAgain();
        if (heard is { IsDrained: true, Mode: FactoryMode.Draining } && obedience is not Obedience.Overtaken)
            drain.Confirm();
    }
}
