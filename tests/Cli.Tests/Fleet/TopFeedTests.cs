using Corporation.Cli.Fleet;
using Corporation.Cli.Tests.Faking;
using Corporation.Client;
using Microsoft.Extensions.Time.Testing;

namespace Corporation.Cli.Tests.Fleet;

public sealed class TopFeedTests
{
    private readonly FakeFleetClient _fleet = new();
    private readonly FakeTimeProvider _time = new(Samples.Now);

    [Fact]
    public async Task An_HQ_that_is_away_leaves_the_last_board_until_it_is_back()
    {
        var feed = new TopFeed(_fleet, new FakeMissionClient(), _time);
        var board = await feed.LookAsync(TestContext.Current.CancellationToken);
        Assert.Null(feed.Away);

        _fleet.Failure = new HqUnreachableException(new Uri("http://127.0.0.1:1"), new HttpRequestException("Connection refused"));
        _time.Advance(TimeSpan.FromSeconds(7));
        await feed.TryLookAsync(TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(9), feed.Away);
        Assert.Same(board, feed.Board);

        _fleet.Failure = null;
        await feed.TryLookAsync(TestContext.Current.CancellationToken);
        Assert.Null(feed.Away);
        Assert.NotSame(board, feed.Board);
    }

    [Fact]
    public async Task A_refusal_is_an_error_and_no_absence()
    {
        var feed = new TopFeed(_fleet, new FakeMissionClient(), _time);
        await feed.LookAsync(TestContext.Current.CancellationToken);

        _fleet.Failure = new HqProblemException(404, "urn:x", "No.", null, new Dictionary<string, string[]>());

        await Assert.ThrowsAsync<HqProblemException>(() => feed.TryLookAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task One_look_shows_no_rate()
    {
        var terminal = new Terminal();

        Assert.Equal(0, await terminal.RunAsync("top", "--once"));
        Assert.DoesNotContain("/min", terminal.Out);
        Assert.Contains("OLDEST", terminal.Out);
    }
}
