using Corporation.Client;
using Corporation.LocalServers;

namespace Corporation.FleetBench.Serving;

/// <summary>PostgreSQL, Redis, two HQs (or as many as wanted) and factories, each a process of its own, with the settings that they have by themselves.</summary>
internal sealed class FleetUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Every commit is flushed, as it is by default; the rest is what a small server of one's own would be given.</summary>
    private static readonly string[] PostgreSqlSettings =
        ["fsync=on", "synchronous_commit=on", "full_page_writes=on", "shared_buffers=512MB", "max_wal_size=4GB"];

    private readonly List<LocalServer> _servers = [];

    private FleetUnderTest()
    {
    }

    public PostgreSqlServer PostgreSql { get; private set; } = null!;

    public RedisServer Redis { get; private set; } = null!;

    public IReadOnlyList<CorpNode> Headquarters { get; private set; } = [];

    public IReadOnlyList<CorpNode> Factories { get; private set; } = [];

    /// <summary>One for each HQ.</summary>
    public IReadOnlyList<IMissionClient> Clients { get; private set; } = [];

    /// <summary>For Npgsql.</summary>
    public string Database { get; private set; } = "";

    /// <summary>Starts everything and waits until HQ has accepted the factories.</summary>
    /// <param name="factories">Their names.</param>
    /// <param name="cancellationToken">Ends the start; what was started is ended too.</param>
    /// <param name="headquarters">How many HQs.</param>
    /// <exception cref="LocalServerException">A server is not installed or did not come up.</exception>
    public static async Task<FleetUnderTest> StartAsync(IReadOnlyList<string> factories, CancellationToken cancellationToken, int headquarters = 2)
    {
        var fleet = new FleetUnderTest();
        try
        {
            await fleet.StartServersAsync(factories, headquarters, cancellationToken);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until all nodes have what they need.</summary>
    public async Task UntilUsableAsync(CancellationToken cancellationToken)
    {
        var patience = Task.Delay(Patience, TimeProvider.System, cancellationToken);
        foreach (var node in (CorpNode[])[.. Headquarters, .. Factories])
        {
            while (!await node.IsUsableAsync(cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (patience.IsCompleted)
                    throw new LocalServerException($"{node.Url} is not usable after {Patience.TotalSeconds:0} s. Its last words: {node.LogTail()}");
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = _servers.Count - 1; i >= 0; i--)
            await _servers[i].DisposeAsync();
        _servers.Clear();
    }

    private async Task StartServersAsync(IReadOnlyList<string> factories, int headquarters, CancellationToken cancellationToken)
    {
        PostgreSql = await KeptAsync(PostgreSqlServer.StartAsync(PostgreSqlSettings, cancellationToken));
        Redis = await KeptAsync(RedisServer.StartAsync(new RedisServerOptions { AppendOnly = true }, cancellationToken));
        Database = PostgreSql.ConnectionString(await PostgreSql.CreateDatabaseAsync());

        var bus = new Dictionary<string, string> { ["UA_REDIS_URL"] = Redis.Url.ToString() };
        Headquarters = await Task.WhenAll(Enumerable.Range(0, headquarters)
            .Select(_ => KeptAsync(CorpNode.StartHeadquartersAsync(Database, bus, cancellationToken))));
        Clients = [.. Headquarters.Select(hq => MissionClientModule.Connect(hq.Url))];
        Factories = await Task.WhenAll(factories.Select(id => KeptAsync(CorpNode.StartFactoryAsync(id, bus, cancellationToken))));
        await UntilUsableAsync(cancellationToken);
    }

    // Also when another one of the same row fails: nothing that was started may be forgotten.
    private async Task<TServer> KeptAsync<TServer>(Task<TServer> starting)
        where TServer : LocalServer
    {
        var server = await starting;
        lock (_servers)
            _servers.Add(server);
        return server;
    }
}
