using Corporation.Client;
using Corporation.LocalServers;

namespace Corporation.EndToEnd.Tests.Buses;

/// <summary>HQ and a factory in one process.</summary>
public sealed class SingleNode : IAsyncLifetime
{
    private CorpNode? _node;

    public IMissionClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var environment = new Dictionary<string, string>
        {
            ["Missions__MaxRetryDelay"] = "00:00:02",
            ["Factory__Shell__AllowedCommands__0"] = "sleep",
            ["Factory__Shell__AllowedCommands__1"] = "false",
        };
        _node = await CorpNode.StartStandaloneAsync(environment, CancellationToken.None);
        Client = MissionClientModule.Connect(_node.Url);
        await Dying.Fleet.UntilAsync(async () => (await Client.ListKindsAsync(CancellationToken.None)).Kinds.Any(kind => kind.Slots > 0), "its factory is known");
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
    }
}

public sealed class When_the_bus_is_in_memory(SingleNode node) : MainJob, IClassFixture<SingleNode>
{
    private protected override IMissionClient Client => node.Client;
}
