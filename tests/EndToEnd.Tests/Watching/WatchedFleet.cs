using Corporation.Client;
using Corporation.Contracts;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;
using Corporation.EndToEnd.Tests.Dying;
using Corporation.LocalServers;

namespace Corporation.EndToEnd.Tests.Watching;

/// <summary>A fleet whose silence counts soon: heartbeats every 10 seconds, stale after 20, offline after 30. The second factory has a label.</summary>
public sealed class WatchedFleet : Fleet
{
    public const string Labelled = "two";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public IFleetClient Watch => MissionClientModule.ConnectFleet(Headquarters[0].Url);

    /// <summary>Runs a verb of the real command line against the first HQ, and gives what it printed.</summary>
    public async Task<string> CorpAsync(params string[] arguments)
    {
        await using var corp = CorpProcess.Start([.. arguments, "--hq", Headquarters[0].Url.ToString()]);
        Assert.True(await corp.WaitForExitAsync() == 0, $"corp {string.Join(' ', arguments)} ended with {corp.ExitCode}: {corp.Error}");
        return corp.Out;
    }

    public Task UntilStatusAsync(string factoryId, FactoryStatus status) => UntilAsync(
        async () => (await Watch.ListAsync(Token)).Registrations.Any(factory => factory.FactoryId == factoryId && factory.RegistrationStatus == status), $"{factoryId} is {status}");

    public async Task<IReadOnlyList<FactoryEventView>> HistoryAsync(string factoryId) => (await Watch.GetHistoryAsync(factoryId, 100, Token)).Events;

    /// <summary>Sets what the readers of a factory's own queue have read up to.</summary>
    public async Task MoveQueueAsync(string factoryId, string lastRead)
    {
        foreach (var lane in (string[])["q-h", "q", "q-l"])
            await Redis.ExecuteAsync("XGROUP", "SETID", $"mt:{{corporation}}:{lane}:{QueueNames.OfFactory(factoryId)}", "mt", lastRead);
    }

    protected override Task<LocalServer> StartBrokerAsync(Dictionary<string, string> environment)
    {
        environment["UA_HEARTBEAT_INTERVAL_SECONDS"] = "1";
        environment["Fleet__StaleAfterDuration"] = "00:00:20";
        environment["Fleet__OfflineAfterDuration"] = "00:00:30";
        environment["Factory__OfferRedeliveryDelay"] = "00:00:01";
        return base.StartBrokerAsync(environment);
    }

    protected override IReadOnlyDictionary<string, string> EnvironmentOf(string factoryId, IReadOnlyDictionary<string, string> environment) =>
        factoryId == Labelled ? new Dictionary<string, string>(environment) { ["Factory__Labels__rack"] = "7" } : environment;
}
