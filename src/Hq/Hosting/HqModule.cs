using Corporation.Contracts.Claiming;
using Corporation.Contracts.Reporting;
using Corporation.Contracts;
using Corporation.Hq.Api;
using Corporation.Hq.Dispatching;
using Corporation.Hq.ErrorQueues;
using Corporation.Hq.Fleet;
using Corporation.Hq.Leasing;
using Corporation.Hq.LegacyStreams;
using Corporation.Hq.Limiting;
using Corporation.Hq.LiveStreams;
using Corporation.Hq.LogKeeping;
using Corporation.Hq.Measuring;
using Corporation.Hq.Retaining;
using Corporation.Hq.Routing;
using Corporation.Hq.Sharing;
using Corporation.Hq.Sweeping;
using Corporation.Runtime.Messaging;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Timing;
using Corporation.SagaStore.Writing;
using Corporation.Sagas.FactoryLife;
using Corporation.Sagas.Fleet;
using Corporation.Sagas.MissionLife;
using Corporation.Sagas.Storage;
using Corporation.Sagas;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Corporation.Hq;

/// <summary>Everything that headquarters does. Read this file first: it is the table of contents of the service.</summary>
internal static class HqModule
{
    /// <summary>Most messages of factories at work at a time; they mostly wait for a commit that they share.</summary>
    private const int ConcurrentMessages = 256;

    public static void AddHq(this IHostApplicationBuilder builder, BusComposition bus, HqStore store)
    {
        var services = builder.Services;

        // The truth: store and mission machine.
        AddStore(services, store);
        services.AddMissionLife();
        services.AddOptions<MissionLifeOptions>().BindConfiguration(MissionLifeOptions.Section);
        services.AddHostedService<HqStartup>();

        // Who is there, and what they can run.
        services.AddSingleton<FactoryDirectory>();
        services.AddCommitObserver<FleetReader>();
        services.AddHostedService(provider => provider.GetRequiredService<FleetReader>());
        services.AddOptions<FleetOptions>().BindConfiguration(FleetOptions.Section);
        services.AddCommitObserver<FleetNotifier>();
        services.AddHostedService(provider => provider.GetRequiredService<FleetNotifier>());
        services.AddHostedService<FleetSweeper>();
        services.AddHostedService<FleetJudge>();
        services.AddHostedService(provider => provider.GetRequiredService<HqSelf>());
        services.AddSingleton<IFactoryEpochs>(provider => provider.GetRequiredService<FactoryDirectory>());
        services.AddSingleton<IInputJudge, InputJudge>();

        // What goes out after a commit: offers and cancels.
        services.AddCommitObserver<BacklogSignal>();
        services.AddCommitObserver<CancelSignal>();
        services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section).Configure<IConfiguration>(PrefixedKinds.Bind).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LimitOptions>, LimitOptionsValidator>();
        services.AddSingleton<LimitBook>();
        services.AddSingleton<PlacementBook>();
        services.AddCommitObserver<Placer>();
        services.AddHostedService(provider => provider.GetRequiredService<Placer>());
        services.AddSingleton<OfferBook>();
        services.AddSingleton<ICommitContributor, TallyKeeper>();
        services.AddSingleton<QueuedOffers>();
        services.AddSingleton<ICommitContributor>(static provider => provider.GetRequiredService<QueuedOffers>());
        services.AddHostedService<OfferDispatcher>();
        services.AddHostedService<CancelNotifier>();

        // What comes to be due.
        services.AddCommitObserver<AlarmSignal>();
        services.AddSingleton<BusHearing>();
        services.AddHostedService<DueSweeper>();

        // What is counted and measured of all this.
        services.AddMetrics();
        services.AddCommitObserver<MissionMetrics>();
        services.AddHostedService<BacklogGauges>();

        // What has been there long enough.
        services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RetentionOptions>, RetentionOptionsValidator>();
        services.AddSingleton<EndedMissions>();
        services.AddSingleton<GoneFactories>();
        services.AddHostedService<RetentionSweeper>();

        // What nobody could handle.
        services.AddSingleton<ErrorQueueDesk>();
        services.AddHostedService<ErrorQueueWatch>();

        // The streams of the fleet before this one.
        services.AddLegacyStreams();

        // The door for people and programs.
        services.AddMissionApi();

        // What factories say.
        bus.Register(registration =>
        {
            registration.AddMissionSaga();
            registration.AddConsumer<FactoryRegistrar>();
            registration.AddConsumer<LeaseKeeper>();
            registration.AddConsumer<LogKeeper>();
        });
        bus.Receive((context, transport) => transport.ReceiveEndpoint(QueueNames.Hq, endpoint => Listen(endpoint, context)));
    }

    private static void AddStore(IServiceCollection services, HqStore store)
    {
        if (store is HqStore.InFile file)
        {
            services.AddOptions<SqliteStoreOptions>().BindConfiguration(SqliteStoreOptions.Section);
            services.AddSqliteStore<MissionsDbContext>(options => options.FilePath = file.Path);
            return;
        }

        services.AddOptions<PostgreSqlStoreOptions>().BindConfiguration(PostgreSqlStoreOptions.Section);
        services.AddPostgreSqlStore<SharedMissionsDbContext>(static _ => { });

        // Several HQs judge leases and due times: all by the one clock that they share.
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseClock>());

        // And each must know what the others do.
        services.AddCommitObserver<HqNews>();
        services.AddHostedService(provider => provider.GetRequiredService<HqNews>());
        services.AddSingleton<INewsListener>(provider => provider.GetRequiredService<BacklogSignal>());
        services.AddSingleton<INewsListener>(provider => provider.GetRequiredService<AlarmSignal>());
        services.AddSingleton<INewsListener>(provider => provider.GetRequiredService<CommitSignals>());
        services.AddSingleton<INewsListener>(provider => provider.GetRequiredService<FleetReader>());
        services.AddSingleton<INewsListener>(provider => provider.GetRequiredService<Placer>());
    }

    private static void Listen(IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.PrefetchCount = 2 * ConcurrentMessages;
        endpoint.ConcurrentMessageLimit = ConcurrentMessages;

        endpoint.ConfigureError(static error => error.UseFilter(new AbsentAskerFilter()));

        // Outermost the retry of what the store may refuse, then the outbox: an answer leaves only after the commit it speaks of.
        endpoint.ReturnMessagesDuringOutages();
        endpoint.UseSagaStoreRetry(StoreOutages.Wait);
        endpoint.UseInMemoryOutbox(context);

        // Messages about one mission one after the other: they would only conflict.
        var partitioner = endpoint.CreatePartitioner(ConcurrentMessages);
        endpoint.ConfigureSaga<MissionState>(context, saga =>
        {
            saga.Message<ClaimMission>(message => message.UsePartitioner(partitioner, one => one.Message.MissionId));
            saga.Message<MissionStarted>(message => message.UsePartitioner(partitioner, one => one.Message.MissionId));
            saga.Message<MissionProgressed>(message => message.UsePartitioner(partitioner, one => one.Message.MissionId));
            saga.Message<MissionSucceeded>(message => message.UsePartitioner(partitioner, one => one.Message.MissionId));
            saga.Message<MissionFailed>(message => message.UsePartitioner(partitioner, one => one.Message.MissionId));
            saga.Message<MissionStopped>(message => message.UsePartitioner(partitioner, one => one.Message.MissionId));
            saga.Message<MissionReleased>(message => message.UsePartitioner(partitioner, one => one.Message.MissionId));
        });
        endpoint.ConfigureConsumer<FactoryRegistrar>(context);
        endpoint.ConfigureConsumer<LeaseKeeper>(context);
        endpoint.ConfigureConsumer<LogKeeper>(context, keeper =>
            keeper.Message<MissionLogged>(message => message.UsePartitioner(partitioner, one => one.Message.MissionId)));
    }

    private static void AddCommitObserver<T>(this IServiceCollection services)
        where T : class, ICommitObserver
    {
        services.AddSingleton<T>();
        services.AddSingleton<ICommitObserver>(provider => provider.GetRequiredService<T>());
    }
}
