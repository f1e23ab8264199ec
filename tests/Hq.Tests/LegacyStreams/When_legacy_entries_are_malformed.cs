using System.Text.Json;
using Corporation.Hq.Tests.Nodes;

namespace Corporation.Hq.Tests.LegacyStreams;

public sealed class When_legacy_entries_are_malformed(LegacyRedis redis) : IClassFixture<LegacyRedis>
{
    private const string Fields = "\"idempotency_key\":\"k\",\"priority\":1,\"timeout_seconds\":60,\"max_retries\":3";
    private const string Echo = "\"payload\":{\"task\":\"t\",\"context\":{\"mission_kind\":\"echo\",\"text\":\"x\"}}";

    /// <summary>Entries that can't be a mission: what the reason says, and the entry's fields.</summary>
    public static IReadOnlyList<(string Reason, string[] Fields)> Sorts { get; } =
    [
        ("envelope: is missing", ["job_id", "m1", "foo", "bar"]),
        ("envelope: is not JSON", ["envelope", "{'python': None}"]),
        ("envelope: is not JSON", ["envelope", ""]),
        ("envelope: is not JSON", ["envelope", "{\"job_id\":\"a\",\"job_id\":\"b\"}"]),
        ("envelope: is not JSON", ["envelope", new string('[', 70)]),
        ("half of a surrogate pair", ["envelope", """{"job_id":"\ud800"}"""]),
        ("envelope: must be a JSON object", ["envelope", "[1]"]),
        ("envelope: must be a JSON object", ["envelope", "null"]),
        ("job_id: is missing", ["job_id", "only outside", "envelope", $$$$"""{{{{{Fields}}}},{{{{Echo}}}}}"""]),
        ("job_id: is empty", ["envelope", $$$$"""{"job_id":" ",{{{{Fields}}}},{{{{Echo}}}}}"""]),
        ("job_id: must be a string", ["envelope", $$$$"""{"job_id":7,{{{{Fields}}}},{{{{Echo}}}}}"""]),
        ("job_id: has 250 characters", ["envelope", $$$$"""{"job_id":"{{{{new string('x', 250)}}}}",{{{{Fields}}}},{{{{Echo}}}}}"""]),
        ("job_id: has a control character", ["envelope", $$$$"""{"job_id":"a\u0000b",{{{{Fields}}}},{{{{Echo}}}}}"""]),
        ("idempotency_key: is empty", ["envelope", $$$$"""{"job_id":"m2","idempotency_key":"",{{{{Echo}}}}}"""]),
        ("payload: must be an object", ["envelope", $$$$"""{"job_id":"m3",{{{{Fields}}}}}"""]),
        ("payload.task: is missing", ["envelope", $$$$"""{"job_id":"m4",{{{{Fields}}}},"payload":{"context":{"mission_kind":"echo","text":"x"}}}"""]),
        ("payload.context: must be an object", ["envelope", $$$$"""{"job_id":"m5",{{{{Fields}}}},"payload":{"task":"t","context":"text"}}"""]),
        ("mission_kind: is missing", ["envelope", $$$$"""{"job_id":"m6",{{{{Fields}}}},"payload":{"task":"t"}}"""]),
        ("must be a string, not the number 5", ["envelope", $$$$"""{"job_id":"m7",{{{{Fields}}}},"payload":{"task":"t","context":{"mission_kind":5}}}"""]),
        ("'no_such_kind' is unknown", ["envelope", $$$$"""{"job_id":"m8",{{{{Fields}}}},"payload":{"task":"t","context":{"mission_kind":"no_such_kind"}}}"""]),
        ("payload.context", ["envelope", $$$$"""{"job_id":"m9",{{{{Fields}}}},"payload":{"task":"t","context":{"mission_kind":"echo","word":"x"}}}"""]),
        ("max_retries: must be a whole number, 0 or more", ["envelope", $$$$"""{"job_id":"m10","max_retries":-1,{{{{Echo}}}}}"""]),
        ("timeout_seconds: must be a number", ["envelope", $$$$"""{"job_id":"m11","timeout_seconds":"soon",{{{{Echo}}}}}"""]),
        ("priority: must be a whole number", ["envelope", $$$$"""{"job_id":"m12","priority":"high",{{{{Echo}}}}}"""]),
        ("timeout_seconds", ["envelope", $$$$"""{"job_id":"m15","timeout_seconds":0,{{{{Echo}}}}}"""]),
        ("max_retries: must be a whole number, 0 or more", ["envelope", $$$$"""{"job_id":"m16","max_retries":1.5,{{{{Echo}}}}}"""]),
        ("priority: must be a whole number", ["envelope", $$$$"""{"job_id":"m17","priority":0.5,{{{{Echo}}}}}"""]),
        ("has passed already", ["envelope", $$$$"""{"job_id":"m13","expires_at":"2020-01-01T00:00:00Z",{{{{Echo}}}}}"""]),
        ("the limit is", ["envelope", $$$$"""{"job_id":"m14",{{{{Fields}}}},"payload":{"task":"t","context":{"mission_kind":"echo","text":"{{{{new string('x', 2_000)}}}}"}}}"""]),
        ("the limit is", ["envelope", new string('x', 70_000)]),
    ];

    [Fact]
    public async Task Each_is_a_dead_letter_once_with_the_reason_and_what_came_and_those_behind_get_through()
    {
        var fleet = new OldFleet(redis.Server);
        var settings = fleet.Settings();
        settings["Hq:Door:MaxPayloadBytes"] = "1024";
        await using var node = await TestNode.StartAsync(settings: settings);

        foreach (var (_, fields) in Sorts)
            await fleet.AddRawAsync(fields);
        await fleet.AddAsync("good", "echo", new { text = "after all that" });
        await fleet.ResultAsync("good");
        await fleet.UntilSettledAsync();

        var dead = await fleet.DeadLettersAsync();
        Assert.Equal(Sorts.Count, dead.Count);
        var ids = (await redis.Server.ExecuteAsync("XRANGE", fleet.Stream, "-", "+")).Split('\n').ToHashSet();
        foreach (var (sort, letter) in Sorts.Zip(dead.OrderBy(letter => Position(letter["entry_id"]))))
        {
            var envelope = JsonElement.Parse(letter["envelope"]);
            Assert.Contains(sort.Reason, envelope.GetProperty("failure_error").GetString(), StringComparison.Ordinal);
            Assert.Equal(0, envelope.GetProperty("retry_count").GetInt32());
            var raw = JsonElement.Parse(letter["raw_fields"]).EnumerateObject().SelectMany(field => (string[])[field.Name, field.Value.GetString()!]);
            Assert.Equal(sort.Fields, raw);
            Assert.Contains(letter["entry_id"], ids);
        }

        // What could be read of a mission is there as that fleet writes it.
        var unknown = dead.Single(letter => letter["job_id"] == "m8");
        Assert.Equal("no_such_kind", JsonElement.Parse(unknown["envelope"]).GetProperty("payload").GetProperty("context").GetProperty("mission_kind").GetString());
        Assert.Contains(dead, letter => letter["job_id"] == "m1");
        Assert.Contains(dead, letter => letter["job_id"] == "only outside");
    }

    [Fact]
    public async Task What_is_no_text_is_kept_as_it_came()
    {
        var fleet = new OldFleet(redis.Server);
        await using var node = await TestNode.StartAsync(settings: fleet.Settings());

        await redis.Server.ExecuteAsync("EVAL", "return redis.call('XADD', KEYS[1], '*', 'envelope', '\\255\\001')", "1", fleet.Stream);
        await TestNode.UntilAsync(async () => await fleet.DeadLetterCountAsync() == 1);

        var letter = Assert.Single(await fleet.DeadLettersAsync());
        Assert.Contains("not UTF-8", letter["envelope"], StringComparison.Ordinal);
        Assert.Equal("""{"envelope":"base64:/wE="}""", letter["raw_fields"]);
    }

    [Fact]
    public async Task The_streams_that_it_adds_to_keep_about_as_many_entries_as_the_settings_say()
    {
        var fleet = new OldFleet(redis.Server);
        await redis.Server.ExecuteAsync("EVAL", "for i = 1, 600 do redis.call('XADD', KEYS[1], '*', 'foo', i) end", "1", fleet.Stream);

        await using var node = await TestNode.StartAsync(settings: fleet.Settings(("MaxLength", "100")));
        await fleet.UntilGroupAsync();
        await fleet.UntilSettledAsync();

        // The server trims whole nodes of a hundred entries.
        Assert.InRange(await fleet.DeadLetterCountAsync(), 100, 200);
        Assert.Equal(600, await fleet.LengthAsync());
    }

    private static (long Time, long Sequence) Position(string id)
    {
        var parts = id.Split('-');
        return (long.Parse(parts[0], null), long.Parse(parts[1], null));
    }
}
