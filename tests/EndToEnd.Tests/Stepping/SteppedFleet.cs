using System.Collections.Concurrent;
using Corporation.Client;
using Corporation.EndToEnd.Tests.Dying;
using Corporation.Factory;
using Corporation.LocalServers;
using Microsoft.AspNetCore.Builder;

namespace Corporation.EndToEnd.Tests.Stepping;

/// <summary>
/// PostgreSQL, Redis, one HQ in a process of its own behind proxies that see its every step, and one factory that lives as long as the tests.
/// </summary>
public sealed class SteppedFleet : IAsyncLifetime
{
    private const string Queue = "mt:{corporation}:q:hq-missions";

    // Who reads HQ's queue. See ReplaceHeadquartersAsync.
    private const string Readers = "mt:{corporation}:consumers:hq-missions";

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<string, StepKind> _scripts = new();
    private PostgreSqlServer? _postgreSql;
    private RedisServer? _redis;
    private WireProxy? _databaseProxy;
    private WireProxy? _busProxy;
    private FactoryLink? _link;
    private WebApplication? _factory;
    private CorpNode? _hq;
    private string _database = "";

    internal StepTrap Trap { get; } = new();

    internal FactoryLink Link => _link!;

    /// <summary>How often HQ was killed or cut off.</summary>
    internal int Strikes { get; private set; }

    internal IMissionClient Client { get; private set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _postgreSql = await PostgreSqlServer.StartAsync([], CancellationToken.None);
        _redis = await RedisServer.StartAsync(new RedisServerOptions(), CancellationToken.None);
        _database = await _postgreSql.CreateDatabaseAsync();
        _databaseProxy = new WireProxy(_postgreSql.Port, static () => new PostgreSqlProtocol(), Trap);
        _busProxy = new WireProxy(_redis.Port, () => new RedisProtocol(_scripts), Trap);
        StumblingHandler.Link = _link = new FactoryLink(_redis);
        _hq = await CorpNode.StartHeadquartersAsync(
            $"Host={LocalServer.Host};Port={_databaseProxy.Port};Username={PostgreSqlServer.User};Database={_database};SSL Mode=Disable;GSS Encryption Mode=Disable",
            new Dictionary<string, string>
            {
                ["UA_REDIS_URL"] = $"redis://{LocalServer.Host}:{_busProxy.Port}",
                ["Missions__LeaseDuration"] = "00:00:02",
                ["Missions__OfferTimeout"] = "00:00:02",
                ["Missions__MaxRetryDelay"] = "00:00:01",

                // Short lives: what the JIT spends on getting faster later is never earned back.
                ["DOTNET_TieredPGO"] = "0",
            },
            CancellationToken.None);
        Client = MissionClientModule.Connect(_hq.Url);
        _factory = WorkerNode.Build(new WorkerNodeOptions
        {
            StateFolder = _folder.Path,
            Url = $"http://{LocalServer.Host}:0",
            FactoryId = "witness",
            QuietLogs = true,
            Missions = static catalog => catalog.Add<StumblingHandler>(),
            Settings = new Dictionary<string, string?>
            {
                ["UA_REDIS_URL"] = _link.Url.ToString(),
                ["Factory:HqAnswerTimeout"] = "00:00:00.5",
                ["Factory:OfferRedeliveryDelay"] = "00:00:00.3",
            },
        });
        await _factory.StartAsync(CancellationToken.None);
        await Fleet.UntilAsync(async () => (await Client.ListKindsAsync(Token)).Kinds.Any(kind => kind.MissionKind == "stumble"), "the factory is known");
    }

    public async ValueTask DisposeAsync()
    {
        if (_factory is not null)
        {
            Link.Mend();
            await _factory.StopAsync();
            await _factory.DisposeAsync();
        }

        if (_hq is not null)
            await _hq.DisposeAsync();
        if (_link is not null)
            await _link.DisposeAsync();
        if (_busProxy is not null)
            await _busProxy.DisposeAsync();
        if (_databaseProxy is not null)
            await _databaseProxy.DisposeAsync();
        if (_redis is not null)
            await _redis.DisposeAsync();
        if (_postgreSql is not null)
            await _postgreSql.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>kill -9 of HQ, whose traffic the trap has stopped, and a successor.</summary>
    internal async Task ReplaceHeadquartersAsync()
    {
        await _hq!.KillAsync();
        _databaseProxy!.Cut();
        _busProxy!.Cut();
        Trap.Open();

        // As if HQ had been away for longer than the bus keeps a reader's place, which is half a minute or more: what the dead one had not acknowledged is
        // delivered again at once, and not in the middle of a later mission.
        await _redis!.ExecuteAsync("DEL", Readers);
        await _hq.RestartAsync(Token);
        Strikes++;
    }

    /// <summary>HQ lives on, but all its connections, which the trap has stopped, break: what it asked for may or may not have been done.</summary>
    internal Task CutConnectionsAsync()
    {
        _databaseProxy!.Cut();
        _busProxy!.Cut();
        Trap.Open();
        Strikes++;
        return Task.CompletedTask;
    }

    /// <summary>Whether HQ has acknowledged all that it was sent.</summary>
    internal async Task<bool> HasSettledAsync() => await _redis!.ExecuteAsync("XLEN", Queue) == "0";

    internal Task<string> AskStoreAsync(string sql) => _postgreSql!.ExecuteAsync(sql, _database);

    /// <summary>The bus' error queues; none is right.</summary>
    internal Task<string> ErrorQueuesAsync() => _redis!.ExecuteAsync("KEYS", "*_error*");
}
