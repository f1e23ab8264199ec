using System.Globalization;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;
using Corporation.Sagas.MissionLife;
using Microsoft.Extensions.Options;

namespace Corporation.Sagas.FactoryLife;

/// <summary>What HQ makes of what it hears of a factory, and of its silence. Each step returns the presence that follows.</summary>
public sealed class HearingSteps(IOptions<FleetOptions> options, OrderSteps orders, HqPresence hq, TimeProvider time)
{
    private readonly FleetOptions _options = options.Value;

    /// <summary>The factory has said something.</summary>
    internal FactoryPresence Hear(FactoryState factory, HearFactory said)
    {
        var now = time.GetUtcNow();
        if (said.Epoch < factory.Epoch)
            return factory.Presence;
        if (said.Epoch == factory.Epoch && said.Sequence != 0 && said.Sequence <= factory.Sequence)
            return factory.Presence;

        // An announcement that comes again says nothing of a process that has said that it stops.
        if (said.Epoch == factory.Epoch && said.Epoch != 0 && said.Sequence == 0 && factory.StoppedAt is not null)
            return factory.Presence;

        var before = factory.Presence;
        var silence = now - factory.LastSeenAt;
        var isFirst = factory.LastEvent == 0;
        var isRestart = !isFirst && said.Epoch > factory.Epoch;
        var stopped = factory.StoppedAt;
        var changes = Note(factory, said, now);

        // One of the old fleet that says again that it is not there.
        if (said.ClaimedStatus is FactoryStatus.Offline && before is FactoryPresence.Offline && stopped is not null)
        {
            factory.StoppedAt = stopped;
            return before;
        }

        factory.CurrentState = nameof(FactoryPresence.Online);
        if (isFirst)
            factory.Revision = FactoryRevision.After(0, now);
        if (isFirst)
            factory.Record(FactoryEventNames.Registered, factory.FactoryId, now, $"HQ heard of it by {said.Source}.");
        else if (isRestart)
            Restart(factory, now);
        else if (changes.Count > 0)
            factory.Record(FactoryEventNames.Changed, factory.FactoryId, now, $"Changed: {string.Join(", ", changes)}.");
        if (!isFirst && before is not FactoryPresence.Online && said.Cause is not HeartbeatCause.Stop && said.ClaimedStatus is not FactoryStatus.Offline)
            factory.Record(FactoryEventNames.Online, factory.FactoryId, now, Invariant($"Heard again after {silence.TotalSeconds:0} s."));

        Judge(factory, said, now);
        Obey(factory, said, now);
        if (said.Cause is HeartbeatCause.Stop)
            Stop(factory, now, "It said that it stops.");
        else if (said.ClaimedStatus is FactoryStatus.Offline)
            Stop(factory, now, "It registered as offline.");
        return factory.Presence;
    }

    /// <summary>What HQ answers.</summary>
    internal static FactoryHeard AnswerTo(FactoryState factory, HearFactory said)
    {
        var isCurrent = said.Epoch == factory.Epoch && said.Sequence == factory.Sequence;
        return new FactoryHeard(
            factory.Epoch,
            factory.ModeNow,
            factory.ModeReason,
            factory.Revision,
            factory.DrainedAt,
            isCurrent && factory.ProbeSent == said.Sequence && said.Sequence != 0 ? said.Sequence : null,
            factory.DrainUntil);
    }

    /// <summary>Its alarm: silence, an order that nobody heard.</summary>
    internal FactoryPresence Wake(FactoryState factory)
    {
        var now = time.GetUtcNow();
        if (factory.OrderExpiresAt <= now)
            TakeBack(factory, now);

        var presence = FactoryStanding.PresenceAt(factory.Presence, factory.LastSeenAt, hq.ListeningSince(now), _options.LimitsOf(factory), now);
        if (presence == factory.Presence)
            return presence;

        factory.CurrentState = presence.ToString();
        factory.Record(
            presence is FactoryPresence.Stale ? FactoryEventNames.Stale : FactoryEventNames.Offline,
            Actors.Hq,
            now,
            Invariant($"Not heard for {(now - factory.LastSeenAt).TotalSeconds:0} s: it crashed, sleeps or lost the network."));
        return presence;
    }

    /// <summary>When HQ must look at it by itself.</summary>
    internal DateTimeOffset? AlarmOf(FactoryState factory)
    {
        var now = time.GetUtcNow();
        var silence = FactoryStanding.NextChange(factory.Presence, factory.LastSeenAt, hq.ListeningSince(now), _options.LimitsOf(factory));
        return factory.OrderExpiresAt is { } expires && (silence is null || expires < silence) ? expires : silence;
    }

    private static List<string> Note(FactoryState factory, HearFactory said, DateTimeOffset now)
    {
        var changes = new List<string>();
        if (factory.LastEvent == 0)
            factory.FirstSeenAt = now;
        if (said.HasOtherKinds)
            changes.Add("kinds");
        if (said.Labels is { } labels && labels != factory.Labels)
            changes.Add("labels");
        if (said.Sequence != 0 && said.MaxConcurrency != factory.MaxConcurrency)
            changes.Add("max_concurrency");

        factory.FactoryId = said.FactoryId;
        factory.LastSeenAt = now;
        factory.UpdatedAt = now;
        factory.Sequence = said.Epoch > factory.Epoch || said.Sequence > factory.Sequence ? said.Sequence : factory.Sequence;
        factory.ProbesMissed = said.Epoch > factory.Epoch ? 0 : factory.ProbesMissed;
        factory.ProbeSent = said.Epoch > factory.Epoch ? null : factory.ProbeSent;
        factory.Epoch = said.Epoch;
        factory.StoppedAt = null;
        factory.Source = said.Source;
        factory.Role = said.Role;
        factory.DeploymentProfile = said.DeploymentProfile ?? factory.DeploymentProfile;
        factory.SoftwareVersion = said.SoftwareVersion ?? factory.SoftwareVersion;
        factory.SoftwareCommit = said.SoftwareCommit ?? factory.SoftwareCommit;
        factory.IntervalSeconds = said.IntervalSeconds ?? factory.IntervalSeconds;
        factory.Labels = said.Labels ?? factory.Labels;
        factory.MaxConcurrency = said.Sequence != 0 ? said.MaxConcurrency : factory.MaxConcurrency;
        factory.Report = said.Report ?? factory.Report;
        return changes;
    }

    // A process that drains is on its way to its end: the next one is a new beginning, unless no process has heard of it yet. A pause or a quarantine is of the factory.
    private void Restart(FactoryState factory, DateTimeOffset now)
    {
        factory.DegradedReason = null;
        if (factory.ModeNow is FactoryMode.Draining && factory.ObeyedMode == nameof(FactoryMode.Draining))
            orders.Return(factory, factory.FactoryId, now);
        factory.ObeyedMode = null;
        factory.Record(FactoryEventNames.Restarted, factory.FactoryId, now, "Another process of the factory has begun.");
    }

    /// <summary>Whether it can do its work, apart from what it is told.</summary>
    private void Judge(FactoryState factory, HearFactory said, DateTimeOffset now)
    {
        if (said.Sequence == 0)
            return;

        // Those that are sent because of a change come at any time, perhaps before the last probe.
        if (said.Cause is HeartbeatCause.Interval)
            factory.ProbesMissed = factory.ProbeSent is { } sent && !(said.ProbeHeard >= sent) ? factory.ProbesMissed + 1 : 0;
        if (said.Cause is HeartbeatCause.Interval or HeartbeatCause.Start)
            factory.ProbeSent = said.Sequence;

        var reason = said.DeafQueues.Count > 0 ? $"It can't read its queues {string.Join(", ", said.DeafQueues)}."
            : factory.ProbesMissed >= _options.ProbeLimit ? $"It is deaf: it has not heard the last {factory.ProbesMissed} probes that HQ sent to its own queue."
            : null;
        if (factory.DegradedReason is null == reason is null)
        {
            factory.DegradedReason = reason;
            return;
        }

        factory.DegradedReason = reason;
        factory.Record(reason is null ? FactoryEventNames.Recovered : FactoryEventNames.Degraded, Actors.Hq, now, reason ?? "It hears again.");
    }

    private static void Obey(FactoryState factory, HearFactory said, DateTimeOffset now)
    {
        if (said.Mode is not { } mode)
            return;

        var obeyed = mode == factory.ModeNow || (mode is FactoryMode.Paused && factory.ModeNow is FactoryMode.Quarantined);
        if (obeyed && factory.ObeyedMode != factory.Mode && factory.ModeActor is not null)
            factory.Record(FactoryEventNames.Obeyed, factory.FactoryId, now, $"It is {factory.Mode.ToLowerInvariant()} as it was told.");
        if (obeyed)
            factory.OrderExpiresAt = null;
        factory.ObeyedMode = obeyed ? factory.Mode : mode.ToString();
    }

    private static void Stop(FactoryState factory, DateTimeOffset now, string reason)
    {
        factory.StoppedAt = now;
        factory.CurrentState = nameof(FactoryPresence.Offline);
        factory.Record(FactoryEventNames.Stopped, factory.FactoryId, now, reason);
    }

    private void TakeBack(FactoryState factory, DateTimeOffset now)
    {
        var order = factory.Mode.ToLowerInvariant();
        orders.Return(factory, Actors.Hq, now);
        var again = factory.ModeNow is FactoryMode.Active ? "" : $" It is {factory.Mode.ToLowerInvariant()} as before.";
        factory.Record(FactoryEventNames.CommandExpired, Actors.Hq, now, $"It did not hear in time that it is to be {order}, so it need not be any more.{again}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
