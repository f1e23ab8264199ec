using Corporation.Contracts.Http;
using Corporation.Hq.Fleet;
using Corporation.Hq.LegacyStreams;
using Corporation.Hq.Refusing;
using Corporation.Hq.Sweeping;
using Corporation.Runtime.Messaging;
using Corporation.Runtime.Roles;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.Api;

/// <summary>What this process is and can do.</summary>
internal static class CapabilityRoutes
{
    public static void MapCapabilityRoutes(this IEndpointRouteBuilder capabilities) => capabilities.MapGet("", Get)
        .WithName("GetCapabilities").WithSummary("Get what this headquarters is and can do, with its capabilities.md")
        .Produces<CapabilitiesView>(200).ProducesProblem(400);

    private static IResult Get(
        HttpContext context, HqSelf self, RolePolicy role, BusChoice bus, BusHearing hearing, FactoryDirectory directory, CapabilitiesFile file,
        IOptions<LegacyStreamsOptions> legacy, TimeProvider time)
    {
        var errors = new InputErrors();
        _ = new QueryFields(context.Request, errors);
        if (errors.Any)
            return errors.ToRefusal();

        var publishes = role.Delegation is DelegationMode.PublishAndListen;
        return TypedResults.Ok(new CapabilitiesView(
            new SelfView
            {
                FactoryId = self.FactoryId,
                FactoryRole = role.Name,
                DeploymentProfile = self.DeploymentProfile,
                GatewayMode = role.HttpSurface is HttpSurface.Full ? "full" : "health_only",
                DelegationMode = RoleWords.Word(role.Delegation.ToString()),
                HeartbeatScope = RoleWords.Word(role.HeartbeatScope.ToString()),
                StartUi = role.HasWebUi,
                CanPublishDelegations = publishes,
                CanListenDelegations = publishes || role.Delegation is DelegationMode.ListenOnly,
                RedisDelegationEnabled = legacy.Value.Enabled,
                RedisStreamName = legacy.Value.Enabled ? legacy.Value.Stream : null,
                RedisConsumerGroup = legacy.Value.Enabled ? legacy.Value.Group : null,
                Version = HqSelf.Version,
                UpdatedAt = time.GetUtcNow(),
            },
            new DelegationView(BusKindName.Of(bus.Kind), hearing.IsHearing, [.. directory.Kinds.Select(static kind => kind.Announcement.MissionKind)]),
            file.Text));
    }
}
