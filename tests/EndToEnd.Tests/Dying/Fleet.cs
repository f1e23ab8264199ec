using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.LocalServers;

namespace Corporation.EndToEnd.Tests.Dying;

/// <summary>PostgreSQL, a broker (Redis, unless a derived class has another one), two HQs and two factories, each a process of its own, with short times.</summary>
public class Fleet : IAsyncLifetime
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Dictionary<string, string> _environment = new()
    {
        ["Missions__OfferTimeout"] = "00:00:03",
        ["Missions__MaxRetryDelay"] = "00:00:02",
        ["Factory__HqAnswerTimeout"] = "00:00:03",
        ["Factory__OfferRedeliveryDelay"] = "00:00:01",
        ["Factory__HandlerGraceDuration"] = "00:00:02",
        ["Factory__Shell__AllowedCommands__0"] = "sleep",
        ["Factory__Shell__AllowedCommands__1"] = "false",
    };

    private string _database = "";

    public Fleet()
        : this(Lease)
    {
    }

    protected Fleet(TimeSpan lease) => _environment["Missions__LeaseDuration"] = lease.ToString();

    public PostgreSqlServer PostgreSql { get; private set; } = null!;

    /// <summary>The name of the HQs' database.</summary>
    public string Database => _database;

    /// <summary>What the bus is on.</summary>
    public LocalServer Broker { get; private set; } = null!;

    public RedisServer Redis => (RedisServer)Broker;

    public IReadOnlyList<CorpNode> Headquarters { get; private set; } = [];

    public IReadOnlyList<CorpNode> Factories { get; private set; } = [];

    /// <summary>One client for each HQ.</summary>
    public IReadOnlyList<IMissionClient> Clients { get; private set; } = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        PostgreSql = await PostgreSqlServer.StartAsync([], CancellationToken.None);
        Broker = await StartBrokerAsync(_environment);
        _database = await PostgreSql.CreateDatabaseAsync();
        Headquarters = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => StartHeadquartersAsync(_database)));
        Factories = await Task.WhenAll(new[] { "one", "two" }.Select(id => CorpNode.StartFactoryAsync(id, EnvironmentOf(id, _environment), CancellationToken.None)));
        Clients = [.. Headquarters.Select(hq => MissionClientModule.Connect(hq.Url))];
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var server in (LocalServer?[])[.. Factories, .. Headquarters, Broker, PostgreSql])
        {
            if (server is not null)
                await server.DisposeAsync();
        }
    }

    /// <summary>A further HQ, on that database of the server; the caller ends it.</summary>
    public Task<CorpNode> StartHeadquartersAsync(string database) =>
        CorpNode.StartHeadquartersAsync(PostgreSql.ConnectionString(database), _environment, CancellationToken.None);

    /// <summary>A further factory, which the caller ends.</summary>
    public Task<CorpNode> StartFactoryAsync(string id) => CorpNode.StartFactoryAsync(id, _environment, Token);

    /// <summary>The same by the plain executable.</summary>
    public Task<CorpNode> StartPlainFactoryAsync(string id) => CorpNode.StartPlainFactoryAsync(id, _environment, Token);

    /// <summary>Starts what was killed before and waits until all is well: each test begins with a whole fleet.</summary>
    public async Task HealAsync()
    {
        foreach (var server in (LocalServer[])[PostgreSql, Broker, .. Headquarters, .. Factories])
        {
            if (!server.IsRunning)
                await server.RestartAsync(Token);
        }

        foreach (var node in (CorpNode[])[.. Headquarters, .. Factories])
            await UntilAsync(() => node.IsUsableAsync(Token), $"{node.Url} is usable");
        foreach (var client in Clients)
        {
            await UntilAsync(
                async () => (await client.ListKindsAsync(Token)).Kinds.Any(kind => kind is { MissionKind: "shell_task", Factories.Count: 2 }),
                "both factories are known to each HQ");
        }
    }

    /// <summary>Submits missions to the HQs in turn, again as long as they are away: each has an idempotency key.</summary>
    public async Task<IReadOnlyList<Guid>> SubmitAsync(IEnumerable<MissionSubmission> missions)
    {
        var ids = new List<Guid>();
        foreach (var mission in missions)
            ids.Add(await SubmitAsync(mission, ids.Count));
        return ids;
    }

    /// <summary>Every mission succeeded, and once.</summary>
    public async Task AssertSucceededOnceAsync(IEnumerable<Guid> missions)
    {
        foreach (var mission in missions)
            await Missions.AssertSucceededOnceAsync(Clients[0], mission);
    }

    /// <summary>The names of a mission's events, in their order.</summary>
    public async Task<IReadOnlyList<string>> EventsAsync(Guid mission) => [.. (await Missions.TimelineAsync(Clients[0], mission)).Select(happened => happened.Event)];

    /// <summary>Submits missions until one of them is in that state at that factory.</summary>
    public async Task<(IReadOnlyList<Guid> All, Guid Chosen)> SubmitUntilAsync(MissionSubmission mission, MissionLifeState state, string factoryId)
    {
        var all = new List<Guid>();
        Guid? chosen = null;
        await UntilAsync(
            async () =>
            {
                all.AddRange(await SubmitAsync([mission]));
                foreach (var id in all)
                {
                    if (await Clients[0].GetAsync(id, null, Token) is { } view && view.State == state && view.FactoryId == factoryId)
                        chosen = id;
                }

                return chosen is not null;
            },
            $"a mission is {state} at {factoryId}");
        return (all, chosen!.Value); // The condition was met.
    }

    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, $"After {Patience} it is still not so that {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }
    }

    /// <summary>Waits until a mission runs, and says on which factory.</summary>
    public async Task<CorpNode> RunsOnAsync(Guid mission)
    {
        string? factory = null;
        await UntilAsync(
            async () => await Clients[0].GetAsync(mission, null, Token) is { State: MissionLifeState.Running } running && (factory = running.FactoryId) is not null,
            $"mission {mission} runs");
        return Factories[factory == "one" ? 0 : 1];
    }

    /// <summary>The error queues that there are.</summary>
    public virtual async Task<string> ErrorQueuesAsync() => string.Join(' ', (await Redis.ExecuteAsync("KEYS", "*_error*")).Split());

    /// <summary>Starts the broker and says in the processes' environment where it is.</summary>
    protected virtual async Task<LocalServer> StartBrokerAsync(Dictionary<string, string> environment)
    {
        var redis = await RedisServer.StartAsync(new RedisServerOptions(), CancellationToken.None);
        environment["UA_REDIS_URL"] = redis.Url.ToString();
        return redis;
    }

    /// <summary>The environment of one of the two factories.</summary>
    protected virtual IReadOnlyDictionary<string, string> EnvironmentOf(string factoryId, IReadOnlyDictionary<string, string> environment) => environment;

    private async Task<Guid> SubmitAsync(MissionSubmission mission, int number)
    {
        var keyed = mission with { IdempotencyKey = Guid.NewGuid().ToString("N") };
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return (await Clients[(number + attempt) % Clients.Count].SubmitAsync(keyed, Token)).Mission.JobId;
            }
            catch (Exception exception) when (exception is HqUnreachableException or HqProblemException { Status: 503 })
            {
                Assert.True(attempt < 600, $"No HQ has taken the mission in {attempt} tries: {exception.Message}");
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Token);
            }
        }
    }
}
