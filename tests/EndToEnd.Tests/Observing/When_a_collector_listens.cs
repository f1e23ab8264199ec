using Corporation.Contracts.Missions;
using Corporation.EndToEnd.Tests.Dying;
using Corporation.LocalServers;

namespace Corporation.EndToEnd.Tests.Observing;

/// <summary>A fleet that sends its traces and metrics to the test.</summary>
public sealed class ObservedFleet : Fleet
{
    internal OtlpReceiver Receiver { get; private set; } = null!;

    protected override async Task<LocalServer> StartBrokerAsync(Dictionary<string, string> environment)
    {
        Receiver = await OtlpReceiver.StartAsync();
        foreach (var (name, value) in Receiver.Environment)
            environment[name] = value;
        return await base.StartBrokerAsync(environment);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}

public sealed class When_a_collector_listens(ObservedFleet fleet) : IClassFixture<ObservedFleet>
{
    [Fact]
    public async Task A_mission_has_one_trace_from_submit_to_result_over_all_processes()
    {
        await fleet.HealAsync();
        var mission = (await fleet.SubmitAsync([Missions.Shell(1, "false")]))[0];
        Assert.Equal(MissionLifeState.DeadLettered, (await Missions.EndAsync(fleet.Clients[0], mission)).State);

        var trace = mission.ToString("N");
        List<ReceivedSpan> Spans() => [.. fleet.Receiver.Spans.Where(span => span.Trace == trace)];
        string[] steps = ["submit mission", "offer mission", "claim mission", "run mission", "report mission"];
        await Fleet.UntilAsync(
            () => Task.FromResult(
                steps.All(step => Spans().Any(span => span.Name == step))
                && Spans().Count(span => span.Name == "report mission") == 2
                && Spans().Any(span => span is { Scope: "MassTransit", Service: "corporation-hq" } && span.Name.Contains("hq-missions", StringComparison.Ordinal))),
            "all spans of the mission's two attempts have come");

        // Each hangs on another one of the trace, or on the mission itself.
        var known = Spans().Select(span => span.Id).Append(trace[16..]).ToHashSet();
        await Fleet.UntilAsync(() => Task.FromResult(Spans().All(span => known.Contains(span.Parent) || (known = [.. Spans().Select(one => one.Id), trace[16..]]).Contains(span.Parent))), "no span hangs in the air");
        Assert.Equal(["corporation-factory", "corporation-hq"], Spans().Select(span => span.Service).Distinct().Order());
        Assert.All(Spans().Where(span => steps.Contains(span.Name)), span => Assert.Equal(mission.ToString(), span.Tags["mission.id"]));
    }

    [Fact]
    public async Task Metrics_have_their_names_units_and_tags()
    {
        await fleet.HealAsync();
        await fleet.AssertSucceededOnceAsync(await fleet.SubmitAsync([Missions.Echo(1)]));
        await Missions.EndAsync(fleet.Clients[0], (await fleet.SubmitAsync([Missions.Shell(1, "false")]))[0]);

        (string Service, string Name, string Unit, string[] Tags)[] promised =
        [
            ("corporation-hq", "hq.missions", "{mission}", ["mission_kind", "state"]),
            ("corporation-hq", "hq.missions.submitted", "{mission}", ["mission_kind"]),
            ("corporation-hq", "hq.missions.ended", "{mission}", ["mission_kind", "state"]),
            ("corporation-hq", "hq.queue.oldest_age", "s", ["mission_kind"]),
            ("corporation-hq", "hq.queue.wait", "s", ["mission_kind"]),
            ("corporation-hq", "hq.claim.latency", "s", ["mission_kind"]),
            ("corporation-hq", "hq.offers", "{offer}", ["mission_kind"]),
            ("corporation-hq", "hq.offers.oldest_age", "s", ["mission_kind"]),
            ("corporation-hq", "hq.retries", "{retry}", ["mission_kind"]),
            ("corporation-hq", "hq.slots", "{slot}", ["mission_kind"]),
            ("corporation-hq", "hq.sweeper.lag", "s", []),
            ("corporation-factory", "factory.attempts", "{attempt}", ["ending", "mission_kind"]),
            ("corporation-factory", "factory.attempt.duration", "s", ["ending", "mission_kind"]),
            ("corporation-factory", "factory.claims", "{claim}", []),
            ("corporation-factory", "factory.journal.unsent", "{entry}", []),
        ];

        foreach (var (service, name, unit, tags) in promised)
        {
            await Fleet.UntilAsync(
                () => Task.FromResult(fleet.Receiver.Points.Any(point => point.Service == service && point.Name == name && point.Unit == unit && point.Tags.Keys.Order().SequenceEqual(tags))),
                $"{service} has sent {name} in {unit} with {string.Join(", ", tags)}");
        }
    }
}
