using System.Text.RegularExpressions;
using Corporation.Client;
using Corporation.Contracts;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Http;
using Corporation.Contracts.Leasing;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Hq.Tests.Nodes;
using Corporation.LocalServers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Hq.Tests.Querying;

/// <summary>
/// An HQ does everything that it can do, over a database of realistic size, and PostgreSQL itself says how it went about it. So a statement that somebody adds
/// is judged as well, provided that something here makes HQ run it.
/// </summary>
public sealed partial class PlanTests(PlannedStore store) : IClassFixture<PlannedStore>
{
    /// <summary>What may read a whole table, and why.</summary>
    private static readonly string[] Allowed =
    [
        // The tally counts every mission; from the index alone where it can, and at most once a second however many ask.
        "SELECT current_state, count(*) FROM missions GROUP BY current_state",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_statement_of_HQ_reads_a_big_table_from_end_to_end()
    {
        await using var redis = await RedisServer.StartAsync(new RedisServerOptions(), Token);
        await using var hq = Headquarters.Build(new HeadquartersOptions
        {
            Url = "http://127.0.0.1:0",
            Database = store.ConnectionString,
            QuietLogs = true,
            Settings = new Dictionary<string, string?>
            {
                ["Bus:RedisUrl"] = redis.Url.ToString(),
                ["Missions:LeaseDuration"] = "00:00:03",

                // The one slot may go to one of the missions that have waited since before: that offer lapses, and the most urgent one is next.
                ["Missions:OfferTimeout"] = "00:00:02",

                ["LegacyStreams:Enabled"] = "true",

                // One batch of the retention, and no more.
                ["Retention:BatchPauseDuration"] = "00:01:00",
            },
        });
        await hq.StartAsync(Token);
        using var http = new HttpClient { BaseAddress = new Uri(hq.Urls.First()) };
        var client = new MissionClient(http);

        await ReadAsync(client);
        await WorkAsync(client, hq.Services.GetRequiredService<IBus>());
        await hq.StopAsync(Token);

        var plans = store.Plans();
        foreach (var expected in (string[])["for update of m skip locked", "wake_at <= $1", "delete from mission_events", "mission_words", "unnest($1, $2)", "idempotency_key = $1", "l.reported_at is null"])
            Assert.Contains(plans, plan => plan.Contains(expected, StringComparison.Ordinal));
        Assert.Equal([], plans.Where(plan => WholeTable().IsMatch(plan) && !Allowed.Any(allowed => plan.Contains(allowed, StringComparison.Ordinal))));
    }

    private static async Task ReadAsync(MissionClient client)
    {
        foreach (var states in (MissionLifeState[][])[[], [MissionLifeState.DeadLettered], [MissionLifeState.Queued, MissionLifeState.Succeeded]])
        {
            foreach (var query in (MissionQuery[])
            [
                new(), new() { MissionKind = "rare" }, new() { FactoryId = "small" }, new() { Text = "number 77" }, new() { Since = DateTimeOffset.UnixEpoch.AddYears(56) },
                new() { MissionKind = "ghost_work", FactoryId = "big", Until = DateTimeOffset.UnixEpoch.AddYears(57) },
            ])
            {
                var page = await client.ListAsync(query with { States = states, Limit = 20 }, Token);
                if (page.NextCursor is { } next)
                    await client.ListAsync(query with { States = states, Limit = 20, Cursor = next }, Token);
            }
        }

        await client.CountAsync(Token);
        await client.GetAsync(PlannedStore.DeadLetter, null, Token);
        await client.GetTimelineAsync(PlannedStore.DeadLetter, 0, Token);
        await client.GetTimelineAsync(PlannedStore.DeadLetter, 1, Token);
        await client.GetLogAsync(PlannedStore.DeadLetter, 10, Token);
        foreach (var selection in (DeadLetterSelection[])[new(), new() { MissionKind = "rare" }, new() { Text = "wrong" }])
            await client.RequeueDeadLettersAsync(selection, Token);
    }

    private static async Task WorkAsync(MissionClient client, IBus bus)
    {
        var ghost = new GhostFactory(bus);
        await ghost.AnnounceAsync();
        var submission = new MissionSubmission { MissionKind = GhostFactory.Kind, IdempotencyKey = "new", MaxRetries = 0, Priority = 100 };
        var first = (await client.SubmitAsync(submission, Token)).Mission.JobId;
        await client.SubmitAsync(submission, Token);
        await TestNode.UntilAsync(async () => (await client.GetTimelineAsync(first, 0, Token)).Events.Any(happened => happened.Event == MissionEventNames.Offered));

        var claim = await ghost.ClaimAsync(first);
        await SendAsync(bus, new MissionStarted { MissionId = first, ClaimToken = claim.ClaimToken });
        await ghost.AskAsync<RenewLeases, LeasesRenewed>(new RenewLeases { FactoryId = GhostFactory.Id, Epoch = 1, Claims = [new HeldClaim(first, claim.ClaimToken)] });
        await SendAsync(bus, new MissionLogged
        {
            MissionId = first,
            ClaimToken = claim.ClaimToken,
            Attempt = 1,
            Lines = [new LogLine(1, TimeProvider.System.GetUtcNow(), "info", "hello")],
        });
        var waiting = client.GetAsync(first, TimeSpan.FromSeconds(20), Token);
        await using var stream = client.WatchAllAsync(0, Token).GetAsyncEnumerator(Token);
        Assert.True(await stream.MoveNextAsync());
        await ghost.SucceedAsync(claim);
        Assert.Equal(MissionLifeState.Succeeded, (await waiting).State);

        // A lease that lapses, a newer process, a dead letter's second life, a cancel, a good-bye.
        var second = (await client.SubmitAsync(submission with { IdempotencyKey = "second" }, Token)).Mission.JobId;
        await ghost.ClaimAsync(second);
        await ghost.AnnounceAsync(epoch: 2);
        await client.RequeueAsync(PlannedStore.DeadLetter, "test", Token);
        await client.CancelAsync(PlannedStore.DeadLetter, "test", Token);
        var scheduled = await client.SubmitAsync(submission with { IdempotencyKey = "third", StartAt = TimeProvider.System.GetUtcNow().AddSeconds(1) }, Token);
        await TestNode.UntilAsync(async () => (await client.GetAsync(scheduled.Mission.JobId, null, Token)).State != MissionLifeState.Scheduled);
        await ghost.AskAsync<WithdrawFactory, FactoryAccepted>(new WithdrawFactory { FactoryId = GhostFactory.Id, Epoch = 2 });
    }

    private static async Task SendAsync<T>(IBus bus, T message)
        where T : class => await (await bus.GetSendEndpoint(QueueNames.Address(QueueNames.Hq))).Send(message, Token);

    [GeneratedRegex(@"Seq Scan on (public\.)?mission(s|_events|_payloads|_results|_usage|_log_lines|_words)\b")]
    private static partial Regex WholeTable();
}
