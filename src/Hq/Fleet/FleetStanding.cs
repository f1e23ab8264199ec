using Corporation.Contracts.Fleet;
using Corporation.Sagas.FactoryLife;
using Corporation.Sagas.MissionLife;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.Fleet;

/// <summary>Where factories stand at this moment, judged by the times that are stored. HQ places missions by it and tells people by it.</summary>
internal sealed class FleetStanding(HqPresence presence, IOptions<FleetOptions> options, TimeProvider time)
{
    private readonly FleetOptions _options = options.Value;

    /// <summary>Whether it is heard.</summary>
    public FactoryPresence PresenceOf(FactoryState factory)
    {
        var now = time.GetUtcNow();
        return FactoryStanding.PresenceAt(factory.Presence, factory.LastSeenAt, presence.ListeningSince(now), _options.LimitsOf(factory), now);
    }

    /// <summary>Its one word.</summary>
    public FactoryStatus StatusOf(FactoryState factory) => FactoryStanding.StatusOf(PresenceOf(factory), factory.ModeAsSeen, factory.DegradedReason);
}
