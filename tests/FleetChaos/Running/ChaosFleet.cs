using System.Globalization;
using Corporation.Client;
using Corporation.LocalServers;

namespace Corporation.FleetChaos.Running;

/// <summary>The servers and processes of a run.</summary>
internal sealed class ChaosFleet : IAsyncDisposable
{
    /// <summary>The prefix of the bus's keys.</summary>
    public const string KeyPrefix = "mt:{corporation}:";

    private const int HeadquartersCount = 2;
    private static readonly string[] FactoryIds = ["north", "east", "south", "west"];
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan UsablePatience = TimeSpan.FromMinutes(3);

    private readonly Dictionary<string, string> _environment;
    private readonly List<CorpNode> _headquarters = [];
    private readonly List<FactorySlot> _factories = [];
    private readonly List<CorpNode> _twins = [];

    private ChaosFleet(TimeSpan lease, PostgreSqlServer postgreSql, RedisServer redis, string database)
    {
        (PostgreSql, Redis, Database) = (postgreSql, redis, database);
        Store = new StoreView(database);
        _environment = new Dictionary<string, string>
        {
            ["UA_REDIS_URL"] = redis.Url.ToString(),
            ["Missions__LeaseDuration"] = lease.ToString("c", CultureInfo.InvariantCulture),
            ["Missions__OfferTimeout"] = lease.ToString("c", CultureInfo.InvariantCulture),

            // Or missions that are killed again and again would wait for minutes, and the end of the run with them.
            ["Missions__MaxRetryDelay"] = "00:00:10",
            ["Factory__Shell__AllowedCommands__0"] = "sleep",
            ["Factory__Shell__AllowedCommands__1"] = "false",

            // Short lives: what the JIT spends on getting faster later is never earned back.
            ["DOTNET_TieredPGO"] = "0",
        };
    }

    public PostgreSqlServer PostgreSql { get; }

    public RedisServer Redis { get; }

    /// <summary>The connection string.</summary>
    public string Database { get; }

    public StoreView Store { get; }

    public IReadOnlyList<CorpNode> Headquarters => _headquarters;

    public IReadOnlyList<FactorySlot> Factories => _factories;

    /// <summary>One client for each HQ.</summary>
    public IReadOnlyList<IMissionClient> Clients { get; private set; } = [];

    /// <summary>Starts everything; each factory is known to HQ when this returns.</summary>
    public static async Task<ChaosFleet> StartAsync(TimeSpan lease, CancellationToken cancellationToken)
    {
        var postgreSql = await PostgreSqlServer.StartAsync(["fsync=on", "max_connections=200"], cancellationToken);
        RedisServer? redis = null;
        ChaosFleet fleet;
        try
        {
            redis = await RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true, MaxMemoryPolicy = "noeviction" }, cancellationToken);
            fleet = new ChaosFleet(lease, postgreSql, redis, postgreSql.ConnectionString(await postgreSql.CreateDatabaseAsync()));
        }
        catch
        {
            if (redis is not null)
                await redis.DisposeAsync();
            await postgreSql.DisposeAsync();
            throw;
        }

        try
        {
            await fleet.StartNodesAsync(cancellationToken);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a further process with the name of a factory; ended with the fleet at the latest.</summary>
    public async Task<CorpNode> StartTwinAsync(string factoryId, CancellationToken cancellationToken)
    {
        var twin = await CorpNode.StartFactoryAsync(factoryId, _environment, cancellationToken);
        _twins.Add(twin);
        return twin;
    }

    /// <summary>Starts what is not running and waits until all is well.</summary>
    /// <returns>What is not well in spite of that.</returns>
    public async Task<IReadOnlyList<string>> HealAsync(CancellationToken cancellationToken)
    {
        foreach (var server in (LocalServer[])[PostgreSql, Redis, .. _headquarters])
        {
            if (!server.IsRunning)
                await server.RestartAsync(cancellationToken);
        }

        foreach (var factory in _factories)
        {
            if (!factory.Node.IsRunning)
                await factory.StartAgainAsync(cancellationToken);
        }

        var ill = new List<string>();
        foreach (var (name, node) in Nodes())
        {
            if (!await Patience.UntilAsync(() => node.IsUsableAsync(cancellationToken), UsablePatience, cancellationToken))
                ill.Add($"{name} is not ready {UsablePatience.TotalMinutes} minutes after the last fault; it says:\n{node.LogTail()}");
        }

        return ill;
    }

    /// <summary>Lets the folders of all servers stay when they end, and makes links to them.</summary>
    public void KeepFolders(string folder)
    {
        foreach (var (name, server) in (IEnumerable<(string, LocalServer)>)[("postgresql", PostgreSql), ("redis", Redis), .. Nodes().Select(node => (node.Name, (LocalServer)node.Node))])
            Directory.CreateSymbolicLink(Path.Combine(folder, name), server.KeepFolder());
    }

    public async ValueTask DisposeAsync()
    {
        // Factories end their programs when they are asked to end.
        await Task.WhenAll(_factories.Select(factory => StopAsync(factory.Node)).Concat(_twins.Select(StopAsync)));
        foreach (var factory in _factories)
            Programs.KillBelow(factory.Node.StateFolder);
        foreach (var twin in _twins)
            Programs.KillBelow(twin.StateFolder);
        await Store.DisposeAsync();
        foreach (var server in (LocalServer[])[.. _twins, .. _factories.Select(factory => factory.Node), .. _headquarters, Redis, PostgreSql])
            await server.DisposeAsync();
        foreach (var factory in _factories)
            factory.Dispose();
    }

    private IEnumerable<(string Name, CorpNode Node)> Nodes() =>
    [
        .. _headquarters.Select((node, index) => ($"hq-{index + 1}", node)),
        .. _factories.Select(factory => (factory.Id, factory.Node)),
    ];

    private async Task StartNodesAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < HeadquartersCount; i++)
            _headquarters.Add(await CorpNode.StartHeadquartersAsync(Database, _environment, cancellationToken));
        foreach (var id in FactoryIds)
            _factories.Add(new FactorySlot(id, await CorpNode.StartFactoryAsync(id, _environment, cancellationToken)));
        Clients = [.. _headquarters.Select(hq => MissionClientModule.Connect(hq.Url))];

        foreach (var (name, node) in Nodes())
        {
            if (!await Patience.UntilAsync(() => node.IsUsableAsync(cancellationToken), UsablePatience, cancellationToken))
                throw new LocalServerException($"{name} was not ready {UsablePatience.TotalMinutes} minutes after its start. It said:\n{node.LogTail()}");
        }

        foreach (var client in Clients)
        {
            if (!await Patience.UntilAsync(async () => await KnowsAllAsync(client, cancellationToken), UsablePatience, cancellationToken))
                throw new LocalServerException($"An HQ did not hear of all factories within {UsablePatience.TotalMinutes} minutes.");
        }
    }

    private static async Task<bool> KnowsAllAsync(IMissionClient client, CancellationToken cancellationToken) =>
        (await client.ListKindsAsync(cancellationToken)).Kinds.Any(kind => kind.MissionKind == "shell_task" && kind.Factories.Count == FactoryIds.Length);

    private static async Task StopAsync(CorpNode node)
    {
        if (!node.IsRunning)
            return;

        try
        {
            await node.ResumeAsync();
            await node.TerminateAsync().WaitAsync(StopPatience);
        }
        catch (Exception exception) when (exception is TimeoutException or LocalServerException)
        {
            // Disposing kills it.
        }
    }
}
