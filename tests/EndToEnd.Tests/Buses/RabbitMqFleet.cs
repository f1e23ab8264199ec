using Corporation.EndToEnd.Tests.Dying;
using Corporation.LocalServers;

namespace Corporation.EndToEnd.Tests.Buses;

/// <summary>The same fleet on RabbitMQ.</summary>
public sealed class RabbitMqFleet : Fleet
{
    private RabbitMqServer Server => (RabbitMqServer)Broker;

    public override async Task<string> ErrorQueuesAsync() => string.Join(' ', (await QueuesAsync()).Where(queue => queue.Contains("_error", StringComparison.Ordinal)));

    /// <summary>The names of all queues.</summary>
    public async Task<IReadOnlyList<string>> QueuesAsync() =>
        [.. (await Server.ExecuteAsync("list_queues", "name", "--no-table-headers")).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    protected override async Task<LocalServer> StartBrokerAsync(Dictionary<string, string> environment)
    {
        var server = await RabbitMqServer.StartAsync([], CancellationToken.None);
        environment["Bus__Kind"] = "rabbitmq";
        environment["Bus__RabbitMqUrl"] = server.Url.ToString();
        return server;
    }
}
