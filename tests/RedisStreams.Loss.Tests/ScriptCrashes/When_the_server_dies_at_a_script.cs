using Corporation.LocalServers;
using Corporation.RedisStreams.Loss.Tests.CrashPoints;

namespace Corporation.RedisStreams.Loss.Tests.ScriptCrashes;

/// <summary>
/// Each script that changes anything, on a server that flushes each write (<c>appendfsync always</c>) and is killed: before the script, while
/// its effects are being written, and after it, when nobody got the reply.
/// </summary>
public sealed class When_the_server_dies_at_a_script(KilledServer killed) : IClassFixture<KilledServer>
{
    private RedisServer Server => killed.Server;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public static TheoryData<string> Titles => [.. ScriptCases.All.Select(tried => tried.Title)];

    [Fact]
    public void Every_script_is_tried_or_has_a_reason_not_to_be()
    {
        var scripts = ScriptNames.All.Where(name => !ScriptNames.IsPart(name));

        Assert.Equal(scripts, ScriptCases.All.Select(tried => tried.Script).Concat(ScriptCases.Exclusions.Keys).Distinct().Order(StringComparer.Ordinal));
        Assert.DoesNotContain(ScriptCases.All, tried => ScriptCases.Exclusions.ContainsKey(tried.Script));
    }

    [Fact]
    public async Task The_others_write_nothing()
    {
        await using var world = await BeginAsync();
        await world.SitDownAsync();
        await world.AddHeldAsync("a");
        await world.AddAsync("n", ScriptWorld.Queue, "b");
        await world.ScheduleAsync("c", isDue: false);
        var length = (await AppendOnlyFile.OfAsync(Server)).Length;

        await world.RunAsync("peek", ScriptWorld.Queue, 10, "", 0);
        await world.RunAsync("stats", ScriptWorld.Queue);
        await world.RunAsync("schedule-stats");

        Assert.Equal(3, ScriptCases.Exclusions.Count);
        Assert.Equal(length, (await AppendOnlyFile.OfAsync(Server)).Length);
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public async Task Before_it_nothing_has_happened_and_asked_again_it_does_all(string title)
    {
        var (tried, world, before) = await ArrangeAsync(title);
        await using var _ = world;

        await CrashAsync(world);

        AssertSame(before, await ServerState.ReadAsync(world));
        await AssertEndsWellAsync(tried, world, before);
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public async Task While_it_is_written_down_nothing_has_happened_and_asked_again_it_does_all(string title)
    {
        var (tried, world, before) = await ArrangeAsync(title);
        await using var _ = world;
        var written = await ActAsync(tried, world);
        Judgement.AssertIsOneStep(written);

        // All but the end, of a transaction its EXEC; then no more than its beginning; in the end not even one whole command.
        foreach (var cut in new[] { written[^1].At, written[Math.Min(2, written.Count - 1)].At, written[0].At + (written[0].Bytes.Length / 2) })
        {
            await CrashAsync(world, file => file.EndAsync(written[0].At, written, cut - written[0].At));
            AssertSame(before, await ServerState.ReadAsync(world));
        }

        await AssertEndsWellAsync(tried, world, before);
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public async Task After_it_all_has_happened_and_asked_again_it_does_nothing_more(string title)
    {
        var (tried, world, before) = await ArrangeAsync(title);
        await using var _ = world;
        await ActAsync(tried, world);
        var after = await ServerState.ReadAsync(world);
        Assert.Equal(tried.IsVisible, before.Text != after.Text);

        await CrashAsync(world);

        AssertSame(after, await ServerState.ReadAsync(world));
        Assert.Equal(Judgement.Expected(tried, before), after.Messages);
        if (tried.IsRepeatable)
            await AssertEndsWellAsync(tried, world, before);
    }

    /// <summary>The check itself: it must see a step that is none.</summary>
    [Theory]
    [MemberData(nameof(Titles))]
    public async Task Were_it_not_one_step_that_would_be_seen(string title)
    {
        var (tried, world, before) = await ArrangeAsync(title);
        await using var _ = world;
        var written = await ActAsync(tried, world);
        var after = await ServerState.ReadAsync(world);
        Assert.SkipWhen(written.Count == 1, "It writes a single command, which nothing can tear.");
        Assert.SkipUnless(tried.IsVisible, "What it writes can't be seen in what is there.");

        var commands = written.Where(command => !command.IsFrame).ToList();
        await CrashAsync(world, file => file.EndAsync(written[0].At, commands.Take(commands.Count / 2)));

        var torn = await ServerState.ReadAsync(world);
        Assert.NotEqual(before.Text, torn.Text);
        Assert.NotEqual(after.Text, torn.Text);
    }

    private async Task<ScriptWorld> BeginAsync()
    {
        if (!Server.IsRunning)
            await Server.RestartAsync(Ended);
        var world = new ScriptWorld(Server, $"t{Guid.NewGuid():N}");
        await world.ConnectAsync();
        return world;
    }

    private async Task<(ScriptCase Tried, ScriptWorld World, ServerState Before)> ArrangeAsync(string title)
    {
        var tried = ScriptCases.All.Single(one => one.Title == title);
        var world = await BeginAsync();
        await tried.ArrangeAsync(world);
        return (tried, world, await ServerState.ReadAsync(world));
    }

    /// <returns>What the script wrote into the file.</returns>
    private async Task<IReadOnlyList<LoggedCommand>> ActAsync(ScriptCase tried, ScriptWorld world)
    {
        var file = await AppendOnlyFile.OfAsync(Server);
        var from = file.Length;
        await tried.ActAsync(world);
        return await file.ReadAsync(from);
    }

    private async Task CrashAsync(ScriptWorld world, Func<AppendOnlyFile, Task>? damageAsync = null)
    {
        var file = await AppendOnlyFile.OfAsync(Server);
        await Server.KillAsync();
        if (damageAsync is not null)
            await damageAsync(file);
        await Server.RestartAsync(Ended);
        await world.ConnectAsync();
    }

    // The client asks again; then another consumer takes all that is there: each message as often as promised, none out of reach.
    private static async Task AssertEndsWellAsync(ScriptCase tried, ScriptWorld world, ServerState before)
    {
        var expected = Judgement.Expected(tried, before);
        await tried.ActAsync(world);

        Assert.Equal(expected, (await ServerState.ReadAsync(world)).Messages);
        Assert.Equal(expected, await new Heir(world).TakeAllAsync());
    }

    private static void AssertSame(ServerState expected, ServerState actual) => Assert.Equal(expected.Text, actual.Text);
}
