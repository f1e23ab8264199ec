using Corporation.Hq.LegacyStreams;
using Corporation.Hq.Submitting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.Tests.LegacyStreams;

public sealed class When_HQ_has_a_defect_in_reading_an_entry(LegacyRedis redis) : IClassFixture<LegacyRedis>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_becomes_a_dead_letter_with_the_reason_and_does_not_come_again_for_ever()
    {
        var fleet = new OldFleet(redis.Server);
        var options = Options.Create(new LegacyStreamsOptions
        {
            Url = redis.Server.Url.ToString(), Stream = fleet.Stream, Group = OldFleet.Group, DlqStream = fleet.Stream + ":dlq",
        });
        await using var server = new LegacyServer(options);
        await fleet.AddAsync("unlucky", "echo", new { text = "x" });
        await fleet.TakeAndDieAsync("hq-f1");
        var entry = LegacyEntry.Of((await (await server.OpenAsync(Token)).StreamRangeAsync(fleet.Stream))[0]);

        // Without a directory of kinds the door breaks.
        var door = new LegacyDoor(door: null!, factories: null!, options, Options.Create(new MissionDoorOptions()));
        var intake = new LegacyIntake(door, desk: null!, teller: null!, new LegacyWriter(server, options), NullLogger<LegacyIntake>.Instance);
        await intake.HandleAsync(entry, Token);

        var letter = Assert.Single(await fleet.DeadLettersAsync());
        Assert.Equal("unlucky", letter["job_id"]);
        Assert.Contains("HQ could not read the mission", letter["envelope"], StringComparison.Ordinal);
        Assert.Contains("\\\"text\\\":\\\"x\\\"", letter["raw_fields"], StringComparison.Ordinal);
        await fleet.UntilSettledAsync();
    }
}
