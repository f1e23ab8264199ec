using System.Text.Json;
using Corporation.Client;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Offering;
using Corporation.Contracts.Reporting;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.EndToEnd.Tests.Dying;

/// <summary>Messages that nobody can handle, on a queue of HQ, on one of all factories and on a factory's own; seen and mended with <c>corp dlq</c>.</summary>
public sealed class When_a_message_is_poison(Fleet fleet) : IClassFixture<Fleet>, IAsyncLifetime
{
    private const string HqQueue = "hq-missions";
    private const string FactoryQueue = "mission-echo";
    private const string OwnQueue = "factory-one";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await fleet.HealAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(HqQueue)]
    [InlineData(FactoryQueue)]
    [InlineData(OwnQueue)]
    public async Task What_can_not_be_read_lies_in_the_error_queue_with_its_reason_until_somebody_decides(string queue)
    {
        await SendRawAsync(queue, "{ this is no JSON");

        var dead = await ListAsync($"{queue}_error", 1);
        Assert.Contains("Exception", dead[0].GetProperty("error_type").GetString(), StringComparison.Ordinal);
        var shown = await CorpAsync(0, "dlq", "show", dead[0].GetProperty("id").GetString()!);
        Assert.Contains("this is no JSON", shown[0].GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.Contains(shown[0].GetProperty("headers").EnumerateArray(), header => header.GetProperty("name").GetString() == "MT-Fault-StackTrace");

        // Sent again unmended it comes back, and nothing else happens.
        Assert.Equal(1, (await CorpAsync(0, "dlq", "requeue", "--queue", $"{queue}_error", "--yes"))[0].GetProperty("changed").GetInt32());
        var again = await ListAsync($"{queue}_error", 1);
        Assert.NotEqual(dead[0].GetProperty("id").GetString(), again[0].GetProperty("id").GetString());

        await CorpAsync(2, "dlq", "discard", "--queue", $"{queue}_error");
        Assert.Equal(1, (await CorpAsync(0, "dlq", "discard", "--queue", $"{queue}_error", "--yes"))[0].GetProperty("changed").GetInt32());
        Assert.Empty(await CorpAsync(0, "dlq", "list", "--queue", $"{queue}_error"));
        await fleet.AssertSucceededOnceAsync(await fleet.SubmitAsync([Missions.Echo(1)]));
    }

    [Theory]
    [InlineData(HqQueue)]
    [InlineData(FactoryQueue)]
    [InlineData(OwnQueue)]
    public async Task What_nobody_there_knows_is_skipped_and_can_be_sent_to_who_does(string queue)
    {
        await using var bus = await StartBusAsync();
        await bus.SendAsync(queue, new UnknownOrder { Number = 7 });

        var dead = await ListAsync($"{queue}_skipped", 1);
        Assert.Equal("skipped", dead[0].GetProperty("reason").GetString());
        Assert.EndsWith(nameof(UnknownOrder), dead[0].GetProperty("message_type").GetString(), StringComparison.Ordinal);

        await CorpAsync(0, "dlq", "requeue", dead[0].GetProperty("id").GetString()!, "--to", OrderQueue);

        Assert.Equal(7, await bus.Received.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Token));
        Assert.Empty(await CorpAsync(0, "dlq", "list", "--queue", $"{queue}_skipped"));
    }

    [Fact]
    public async Task What_can_not_be_read_on_a_factorys_own_queue_is_counted_and_holds_up_no_cancellation_behind_it()
    {
        var mission = (await fleet.SubmitAsync([Missions.Sleep("300")]))[0];
        await fleet.RunsOnAsync(mission);
        var queue = $"factory-{(await fleet.Clients[0].GetAsync(mission, null, Token)).FactoryId}";
        await SendRawAsync(queue, "{ this is no JSON");
        await ListAsync($"{queue}_error", 1);

        await fleet.Clients[0].CancelAsync(mission, null, Token);

        Assert.Equal(MissionLifeState.Cancelled, (await Missions.EndAsync(fleet.Clients[0], mission)).State);
        await Fleet.UntilAsync(async () => (await fleet.Redis.ExecuteAsync("XLEN", $"mt:{{corporation}}:q:{queue}")).Trim() == "0", "the factory has heard of it");
        var page = await fleet.Clients[0].ListDeadMessagesAsync(new DeadMessageQuery { Queue = $"{queue}_error" }, Token);
        var counted = Assert.Single(page.Queues);
        Assert.Equal(($"{queue}_error", 1, queue), (counted.Queue, counted.Messages, counted.TargetQueue));
        using var http = new HttpClient { BaseAddress = fleet.Headquarters[0].Url };
        await Fleet.UntilAsync(
            async () => (await http.GetStringAsync("/metrics", Token)).Contains(
                $"hq_error_queue_messages{{messaging_destination_name=\"{queue}_error\"}} 1\n", StringComparison.Ordinal),
            "the metrics tell of it");
        await CorpAsync(0, "dlq", "discard", "--queue", $"{queue}_error", "--yes");
    }

    [Fact]
    public async Task What_HQ_fails_at_each_time_is_handled_once_its_cause_is_mended()
    {
        var database = fleet.Database;
        await fleet.PostgreSql.ExecuteAsync(
            """
            create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no room for logs'; end $$;
            create trigger refuse before insert on mission_log_lines for each row when (new.text = 'poison') execute function refuse()
            """,
            database);
        var mission = (await fleet.SubmitAsync([Missions.Echo(1)]))[0];
        await fleet.AssertSucceededOnceAsync([mission]);
        var token = Guid.Parse((await fleet.PostgreSql.ExecuteAsync($"select last_reported_token from missions where mission_id = '{mission}'", database)).Trim());
        await using var bus = await StartBusAsync();

        await bus.SendAsync(HqQueue, new MissionLogged
        {
            MissionId = mission,
            Attempt = 1,
            ClaimToken = token,
            Lines = [new LogLine(900, TimeProvider.System.GetUtcNow(), "info", "poison")],
        });
        var dead = await ListAsync($"{HqQueue}_error", 1);
        Assert.Contains("no room for logs", dead[0].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(mission.ToString(), dead[0].GetProperty("job_id").GetString());

        await fleet.PostgreSql.ExecuteAsync("drop trigger refuse on mission_log_lines", database);
        await CorpAsync(0, "dlq", "requeue", "--queue", $"{HqQueue}_error", "--yes");

        await Fleet.UntilAsync(
            async () => (await fleet.Clients[0].GetLogAsync(mission, 100, Token)).Lines.Any(line => line.Text == "poison"), "the log line is stored");
        Assert.Empty(await CorpAsync(0, "dlq", "list", "--queue", $"{HqQueue}_error"));
    }

    [Fact]
    public async Task What_a_factory_fails_at_costs_no_mission_and_does_no_harm_when_it_is_sent_again()
    {
        // Slots are taken, so the last mission waits at HQ while a stranger's broken offer of it lies in the queue.
        await using var bus = await StartBusAsync();
        var missions = await fleet.SubmitAsync(Enumerable.Range(0, 24).Select(_ => Missions.Sleep("3", maxRetries: 3)));
        await bus.SendAsync("mission-shell_task", new ExecuteMission
        {
            MissionId = missions[^1],
            MissionKind = "shell_task",
            Attempt = 1,
            Priority = 1,
            TimeoutSeconds = 60,
            MaxRetries = 3,
            Payload = null!,
        });

        var dead = await ListAsync("mission-shell_task_error", 1);
        Assert.Equal("shell_task", dead[0].GetProperty("mission_kind").GetString());
        Assert.Equal(missions[^1].ToString(), dead[0].GetProperty("job_id").GetString());
        Assert.Contains("NullReference", dead[0].GetProperty("error_type").GetString(), StringComparison.Ordinal);
        await fleet.AssertSucceededOnceAsync(missions);

        // By now HQ denies the claim, and the offer is dropped as any late one.
        await CorpAsync(0, "dlq", "requeue", dead[0].GetProperty("id").GetString()!);
        await Fleet.UntilAsync(
            async () => (await fleet.Redis.ExecuteAsync("XLEN", "mt:{corporation}:q:mission-shell_task")).Trim() == "0", "the offer is dropped");
        Assert.Empty(await CorpAsync(0, "dlq", "list", "--queue", "mission-shell_task_error"));
        await fleet.AssertSucceededOnceAsync(missions);
    }

    private const string OrderQueue = "orders";

    public sealed record UnknownOrder
    {
        public int Number { get; init; }
    }

    private sealed class OrderConsumer(TaskCompletionSource<int> received) : IConsumer<UnknownOrder>
    {
        public Task Consume(ConsumeContext<UnknownOrder> context)
        {
            received.TrySetResult(context.Message.Number);
            return Task.CompletedTask;
        }
    }

    /// <summary>A stranger on the fleet's bus.</summary>
    private sealed class StrangerBus(ServiceProvider services, Task<int> received) : IAsyncDisposable
    {
        public Task<int> Received => received;

        public async Task SendAsync<T>(string queue, T message)
            where T : class => await (await services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"queue:{queue}"))).Send(message, Token);

        public async ValueTask DisposeAsync()
        {
            await services.GetRequiredService<IBusControl>().StopAsync(CancellationToken.None);
            await services.DisposeAsync();
        }
    }

    private async Task<StrangerBus> StartBusAsync()
    {
        var received = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var services = new ServiceCollection().AddLogging().AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingRedisStreams((_, redis) =>
            {
                redis.Host(fleet.Redis.Url, host => host.VirtualHost = "corporation");
                redis.ReceiveEndpoint(OrderQueue, endpoint =>
                {
                    endpoint.ConfigureConsumeTopology = false;
                    endpoint.Consumer(() => new OrderConsumer(received));
                });
            });
        }).BuildServiceProvider();
        await services.GetRequiredService<IBusControl>().StartAsync(Token);
        return new StrangerBus(services, received.Task);
    }

    /// <summary>As a program in another language would, by the wire format alone.</summary>
    private Task SendRawAsync(string queue, string body) => fleet.Redis.ExecuteAsync(
        "XADD", $"mt:{{corporation}}:q:{queue}", "*", "b", body, "c", "application/vnd.masstransit+json", "i", Guid.NewGuid().ToString());

    private async Task<IReadOnlyList<JsonElement>> ListAsync(string queue, int count)
    {
        IReadOnlyList<JsonElement> dead = [];
        await Fleet.UntilAsync(async () => (dead = await CorpAsync(0, "dlq", "list", "--queue", queue)).Count == count, $"{count} messages are in {queue}");
        return dead;
    }

    private async Task<IReadOnlyList<JsonElement>> CorpAsync(int code, params string[] arguments)
    {
        await using var corp = CorpProcess.Start([.. arguments, "--hq", fleet.Headquarters[0].Url.ToString(), "--json"]);
        Assert.True(code == await corp.WaitForExitAsync(), $"corp {string.Join(' ', arguments)} ended with {corp.ExitCode}: {corp.Error}");
        return [.. corp.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }
}
