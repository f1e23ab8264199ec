using System.Text.Json.Serialization;
using Corporation.Contracts.Json;
using Corporation.Hq.Auditing;
using Corporation.Hq.ErrorQueues;
using Corporation.Hq.Fleet;
using Corporation.Hq.Limiting;
using Corporation.Hq.LiveStreams;
using Corporation.Hq.Querying;
using Corporation.Hq.Refusing;
using Corporation.Hq.Routing;
using Corporation.Hq.Submitting;
using Corporation.SagaStore.Writing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Scalar.AspNetCore;

namespace Corporation.Hq.Api;

/// <summary>The HTTP API. The routes by group are its table of contents.</summary>
internal static class ApiModule
{
    /// <summary>Needs from others: <c>IStoreReader</c>, <c>IMissionDesk</c> and <c>FactoryDirectory</c>.</summary>
    public static IServiceCollection AddMissionApi(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<MissionDoorOptions>, MissionDoorOptionsValidator>();
        services.AddOptions<MissionDoorOptions>().BindConfiguration(MissionDoorOptions.Section).ValidateOnStart();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<MissionDoorOptions>>(
            static (kestrel, door) => kestrel.Limits.MaxRequestBodySize = door.Value.MaxSubmitBytes);
        services.ConfigureHttpJsonOptions(static json => ContractsJson.Apply(json.SerializerOptions, JsonUnmappedMemberHandling.Disallow));

        services.AddSingleton<CommitSignals>();
        services.AddSingleton<ICommitObserver>(static provider => provider.GetRequiredService<CommitSignals>());
        services.AddSingleton(static provider => new StreamClock(
            provider.GetRequiredService<TimeProvider>(),
            StreamClock.DefaultHeartbeat,
            provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        services.AddSingleton<LiveFeeds>();
        services.AddSingleton<EndWaiter>();

        services.AddSingleton<FactoryEar>();
        services.AddSingleton<FleetDesk>();
        services.AddSingleton<FleetStanding>();
        services.AddSingleton<FleetBook>();
        services.AddSingleton<HqSelf>();
        services.TryAddSingleton<LimitBook>();
        services.AddSingleton<PlacementWhy>();
        services.AddSingleton<WorkloadBook>();
        services.AddSingleton<FactoryTimelines>();
        services.TryAddSingleton<CapabilitiesFile>();

        services.AddSingleton<MissionDoor>();
        services.AddSingleton<InputCheck>();
        services.AddSingleton<DeadLetterDesk>();
        services.TryAddSingleton<ErrorQueueDesk>();
        services.AddSingleton<MissionLookup>();
        services.AddSingleton<MissionList>();
        services.AddSingleton<MissionTally>();
        services.AddSingleton<EventHorizon>();
        services.AddSingleton<Timelines>();
        services.AddSingleton<MissionLogs>();
        services.AddSingleton<InvariantChecker>();

        services.AddHealthChecks().AddCheck<DatabaseCheck>("database", tags: [HealthRoutes.ReadyTag]);
        services.AddOpenApi(ApiDocument.Name, ApiDocument.Configure);
        return services;
    }

    public static WebApplication MapMissionApi(this WebApplication app)
    {
        app.UseMiddleware<RefusalMiddleware>();

        var api = app.MapGroup("/api/v1");
        var missions = api.MapGroup("/missions").WithTags("Missions");
        missions.MapSubmitRoutes();
        missions.MapMissionRoutes();
        missions.MapCommandRoutes();
        missions.MapPlacementRoutes();
        api.MapEventRoutes();
        var deadLetters = api.MapGroup("/dead-letters").WithTags("Dead letters");
        deadLetters.MapDeadLetterRoutes();
        deadLetters.MapGroup("/messages").MapDeadMessageRoutes();
        api.MapGroup("/kinds").WithTags("Kinds").MapKindRoutes();
        api.MapGroup("/factories").WithTags("Factories").MapFactoryRoutes();
        api.MapGroup("/factory/registrations").WithTags("Factories").MapRegistrationRoutes();
        api.MapGroup("/ops/delegation").WithTags("Factories").MapDelegationRoutes();
        api.MapGroup("/factory/capabilities").WithTags("Factories").MapCapabilityRoutes();
        api.MapGroup("/ops/factory/control").WithTags("Factories").MapControlRoutes();
        api.MapGroup("/ops/invariants").WithTags("Operations").MapInvariantRoutes();

        app.MapHealthRoutes();
        app.MapOpenApi();
        app.MapScalarApiReference("/scalar", ApiDocument.ConfigurePage);
        app.MapGet("/", static () => TypedResults.Redirect("/scalar")).ExcludeFromDescription();
        return app;
    }
}
