using System.Text.Json;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Offering;
using Corporation.Hq.Dispatching;
using Corporation.Hq.Fleet;
using Corporation.Hq.Limiting;
using Corporation.Hq.Routing;
using Corporation.Hq.Submitting;
using Corporation.LocalServers;
using Corporation.Sagas;
using Corporation.Sagas.Commanding;
using Corporation.Sagas.Fleet;
using Corporation.Sagas.MissionLife;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Opening;
using Corporation.SagaStore.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace Corporation.Hq.Tests.Dispatching;

/// <summary>The part of an HQ that stores missions and chooses what to offer, without bus and dispatcher.</summary>
internal sealed class OfferingStore : IAsyncDisposable
{
    public const string Kind = "build";

    private static readonly JsonElement AnyObject = JsonElement.Parse("""{"type":"object"}""");
    private readonly ServiceProvider _services;

    private OfferingStore(ServiceProvider services) => _services = services;

    public BacklogSignal Backlog => _services.GetRequiredService<BacklogSignal>();

    public OfferBook Book => _services.GetRequiredService<OfferBook>();

    public IHostApplicationLifetime Process => _services.GetRequiredService<IHostApplicationLifetime>();

    private QueuedOffers Queued => _services.GetRequiredService<QueuedOffers>();

    public static async Task<OfferingStore> OpenAsync(PostgreSqlServer server, string database, int slots, int writers = 1)
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IHostApplicationLifetime, ApplicationLifetime>()
            .AddPostgreSqlStore<SharedMissionsDbContext>(options =>
            {
                options.ConnectionString = server.ConnectionString(database);
                options.WriterConnections = writers;
            })
            .AddMissionLife()
            .AddSingleton<FactoryDirectory>()
            .AddSingleton<IFactoryEpochs>(static provider => provider.GetRequiredService<FactoryDirectory>())
            .AddSingleton<InputCheck>()
            .AddSingleton<IInputJudge, InputJudge>()
            .AddSingleton<BacklogSignal>()
            .AddSingleton<ICommitObserver>(static provider => provider.GetRequiredService<BacklogSignal>())
            .AddOptions<LimitOptions>().Services
            .AddSingleton<LimitBook>()
            .AddSingleton<OfferBook>()
            .AddSingleton<QueuedOffers>()
            .AddSingleton<ICommitContributor>(static provider => provider.GetRequiredService<QueuedOffers>())
            .BuildServiceProvider();
        services.GetRequiredService<FactoryDirectory>().Note(new AnnounceFactory
        {
            FactoryId = "one", Epoch = 1, Role = "LOCAL_WORKER", Version = "1",
            Kinds =
            [
                new KindAnnouncement
                {
                    MissionKind = Kind, Description = "Nothing.", Slots = slots, TimeoutSeconds = 600, MaxRetries = 0, RetryDelaySeconds = 1,
                    InputSchema = AnyObject, ResultSchema = AnyObject,
                },
            ],
        });
        await services.GetRequiredService<IStoreStartup>().PrepareAsync(TestContext.Current.CancellationToken);
        return new OfferingStore(services);
    }

    /// <summary>Submits missions together.</summary>
    public async Task<IReadOnlyList<Guid>> SubmitAsync(int missions = 1)
    {
        var filed = await _services.GetRequiredService<IMissionDesk>().SubmitAsync(
            [.. Enumerable.Range(0, missions).Select(static number => new NewMission
            {
                MissionKind = Kind, Task = $"build {number}", Context = "{}", Priority = 1, TimeoutSeconds = 600, MaxRetries = 0, RetryDelaySeconds = 1, Actor = "test",
            })],
            TestContext.Current.CancellationToken);
        return [.. filed.Select(static mission => mission.MissionId)];
    }

    /// <summary>What was marked in the transaction that queued it, in the order of the commits; waits for the next.</summary>
    public async Task<IReadOnlyList<ExecuteMission>> NextTakenAsync() => await Queued.Taken.ReadAsync(TestContext.Current.CancellationToken);

    public bool IsAnyTaken() => Queued.Taken.TryPeek(out _);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
