using Corporation.LocalServers;
using Corporation.TransportBench.Planning;
using Corporation.TransportBench.UnderTest;

namespace Corporation.TransportBench.Serving;

/// <summary>
/// All transports of one run, with the servers that they need. Each has a server of its own, so that CPU and commands are its alone.
/// </summary>
internal sealed class TransportFleet : IAsyncDisposable
{
    private readonly List<LocalServer> _servers = [];
    private readonly List<ITransportUnderTest> _transports = [];

    private TransportFleet()
    {
    }

    /// <summary>In the order in which they take turns.</summary>
    public IReadOnlyList<ITransportUnderTest> Transports => _transports;

    public static async Task<TransportFleet> StartAsync(BenchPlan plan, CancellationToken cancellationToken)
    {
        var fleet = new TransportFleet();
        try
        {
            foreach (var key in plan.Transports)
                await fleet.AddAsync(key, flushesAlways: false, cancellationToken);

            if (plan.Durable)
            {
                foreach (var key in plan.Transports.Intersect([TransportKeys.RedisStreams, TransportKeys.BareRedis]))
                    await fleet.AddAsync(key, flushesAlways: true, cancellationToken);
            }

            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var transport in _transports)
            await transport.DisposeAsync();
        foreach (var server in _servers)
            await server.DisposeAsync();
    }

    private async Task AddAsync(string key, bool flushesAlways, CancellationToken cancellationToken)
    {
        _transports.Add(key switch
        {
            TransportKeys.RedisStreams => MassTransitCatalog.RedisStreams(await StartRedisAsync(), flushesAlways),
            TransportKeys.InMemory => MassTransitCatalog.InMemory(),
            TransportKeys.RabbitMq => MassTransitCatalog.RabbitMq(await Broker.StartRabbitMqAsync(_servers, cancellationToken)),
            TransportKeys.BareRedis => new BareRedisUnderTest(await StartRedisAsync()) { FlushesAlways = flushesAlways },
            _ => throw new ArgumentException($"There is no transport '{key}' to start; add it here and to TransportKeys.", nameof(key)),
        });

        Task<Broker> StartRedisAsync() => Broker.StartRedisAsync(_servers, flushesAlways ? "always" : "everysec", cancellationToken);
    }
}
