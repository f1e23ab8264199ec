using Corporation.Contracts.Fleet;
using Corporation.Sagas.MissionLife;
using Microsoft.Extensions.Options;

namespace Corporation.Sagas.FactoryLife;

/// <summary>What a factory is told to do.</summary>
public sealed class OrderSteps(IOptions<FleetOptions> options, TimeProvider time)
{
    private readonly FleetOptions _options = options.Value;

    /// <summary>Whether it could ever be obeyed: a headquarters takes no missions, so there is nothing to stop. An order that it got nevertheless can be taken back.</summary>
    internal static bool CanTake(FactoryState factory, OrderFactory order) => order.Mode is FactoryMode.Active || factory.Source != FactorySources.Headquarters;

    /// <summary>Keeps the order. The same one again changes its reason and its times.</summary>
    internal void Take(FactoryState factory, OrderFactory order)
    {
        var now = time.GetUtcNow();
        var before = factory.ModeNow;

        // HQ's own judgement is about a factory that works; what somebody has told it meanwhile, or another HQ has judged, stands.
        if (order.OnlyIfActive && before is not FactoryMode.Active)
            return;

        // It may have done the same before: what counts is what it says since it was told.
        if (before != order.Mode && factory.ObeyedMode == order.Mode.ToString())
            factory.ObeyedMode = null;
        var isObeyed = factory.ObeyedMode == order.Mode.ToString();
        var endsByItself = order.Mode is FactoryMode.Draining || (order.ExpiresAfter is not null && !isObeyed);
        var (under, underReason) = before is FactoryMode.Paused or FactoryMode.Quarantined && before != order.Mode
            ? (factory.Mode, factory.ModeReason)
            : (factory.ModeBefore, factory.ModeBeforeReason);
        Become(factory, order.Mode, order.Actor, order.Reason, now);
        (factory.ModeBefore, factory.ModeBeforeReason) = endsByItself && under != factory.Mode ? (under, underReason) : (null, null);
        factory.DrainUntil = order.Mode is FactoryMode.Draining && order.DrainFor is { } drain ? now + drain : null;
        factory.OrderExpiresAt = order.Mode is FactoryMode.Active || isObeyed ? null : now + order.ExpiresAfter;
        factory.CanaryAt = order.Mode is FactoryMode.Quarantined ? now + _options.CanaryInterval : null;
        if (before == order.Mode && order.Mode is FactoryMode.Active)
            return;

        factory.Record(
            order.Mode switch
            {
                FactoryMode.Paused => FactoryEventNames.Paused,
                FactoryMode.Draining => FactoryEventNames.Draining,
                FactoryMode.Quarantined => FactoryEventNames.Quarantined,
                _ => FactoryEventNames.Resumed,
            },
            order.Actor,
            now,
            order.Reason);
    }

    /// <summary>Nothing is left on it: its process may end.</summary>
    internal void ConfirmDrained(FactoryState factory, ConfirmDrained news)
    {
        if (factory.ModeNow is not FactoryMode.Draining || factory.Epoch != news.Epoch || factory.DrainedAt is not null)
            return;

        factory.DrainedAt = time.GetUtcNow();
        factory.Record(FactoryEventNames.Drained, Actors.Hq, factory.DrainedAt.Value, "No attempt and no report is left: the process may end.");
    }

    /// <summary>A canary was sent or has ended.</summary>
    internal void HearCanary(FactoryState factory, CanaryNews news)
    {
        var now = time.GetUtcNow();
        if (factory.ModeNow is not FactoryMode.Quarantined)
            return;

        switch (news.Succeeded)
        {
            case null when factory.CanaryMissionId is null:
                factory.CanaryMissionId = news.MissionId;
                factory.CanaryAt = null;
                factory.Record(FactoryEventNames.CanarySent, Actors.Hq, now, $"Mission {news.MissionId} is to show whether it works again.");
                break;
            case true when factory.CanaryMissionId == news.MissionId:
                Become(factory, FactoryMode.Active, Actors.Hq, null, now);
                factory.CanaryMissionId = null;
                factory.Record(FactoryEventNames.Resumed, Actors.Hq, now, $"Its canary mission {news.MissionId} succeeded.");
                break;
            case false when factory.CanaryMissionId == news.MissionId:
                factory.CanaryMissionId = null;
                factory.CanaryAt = now + _options.CanaryInterval;
                factory.Record(FactoryEventNames.Quarantined, Actors.Hq, now, $"Its canary mission {news.MissionId} did not succeed.");
                break;
        }
    }

    /// <summary>What it is told has ended by itself: what it was told before that counts again.</summary>
    internal void Return(FactoryState factory, string actor, DateTimeOffset now)
    {
        var (before, reason) = (factory.ModeBefore, factory.ModeBeforeReason);
        Become(factory, before is null ? FactoryMode.Active : Enum.Parse<FactoryMode>(before), actor, reason, now);
        if (factory.ModeNow is FactoryMode.Quarantined)
            factory.CanaryAt = now + _options.CanaryInterval;
    }

    /// <summary>Sets what it is told, without a word in its history.</summary>
    internal static void Become(FactoryState factory, FactoryMode mode, string actor, string? reason, DateTimeOffset now)
    {
        if (factory.ModeNow != mode)
            (factory.ModeSince, factory.DrainedAt, factory.CanaryMissionId) = (now, null, null);
        factory.Mode = mode.ToString();
        factory.ModeReason = reason;
        factory.ModeActor = actor;
        factory.Revision = FactoryRevision.After(factory.Revision, now);
        (factory.ModeBefore, factory.ModeBeforeReason) = (null, null);
        factory.DrainUntil = null;
        factory.OrderExpiresAt = null;
        factory.CanaryAt = null;
    }
}
