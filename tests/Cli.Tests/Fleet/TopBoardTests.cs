using System.Text.Json;
using Corporation.Cli.Fleet;
using Corporation.Cli.Showing;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;

namespace Corporation.Cli.Tests.Fleet;

public sealed class TopBoardTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(3, 80, 24)]
    [InlineData(500, 80, 24)]
    [InlineData(500, 160, 50)]
    public void The_fleet_fits_a_screen_whatever_its_size(int factories, int width, int height)
    {
        var lines = Draw(factories, width, height);

        Assert.InRange(lines.Length, 5, height);
        Assert.All(lines, line => Assert.True(line.Length <= width, $"{line.Length} columns: {line}"));
        Assert.Contains($"{factories} factories", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void What_needs_somebody_comes_first_and_the_rest_is_counted()
    {
        var lines = Draw(500, 80, 24);

        Assert.Contains("quarantined", lines[Array.FindIndex(lines, line => line.StartsWith("FACTORY", StringComparison.Ordinal)) + 1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("more", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("echo", StringComparison.Ordinal) && line.Contains("12345", StringComparison.Ordinal));
    }

    [Fact]
    public void A_queue_says_how_long_its_oldest_mission_waits()
    {
        Assert.Contains(Draw(500, 80, 24), line => line.StartsWith("echo", StringComparison.Ordinal) && line.EndsWith("12m 5s", StringComparison.Ordinal));
    }

    [Fact]
    public void A_rate_that_is_not_known_is_not_shown()
    {
        Assert.Contains("99.5/min ended", Text(99.5, null), StringComparison.Ordinal);
        Assert.DoesNotContain("/min", Text(null, null), StringComparison.Ordinal);
    }

    [Fact]
    public void An_HQ_that_is_away_is_told_instead_of_a_rate()
    {
        Assert.Contains("HQ away for 12 s", Text(99.5, TimeSpan.FromSeconds(12.7)), StringComparison.Ordinal);
        Assert.DoesNotContain("/min", Text(99.5, TimeSpan.FromSeconds(12.7)), StringComparison.Ordinal);
        Assert.InRange(Draw(500, 80, 24, away: TimeSpan.FromHours(1.5)).Length, 5, 24);
    }

    private static string Text(double? rate, TimeSpan? away) => string.Join('\n', Draw(3, 160, 24, rate, away));

    private static string[] Draw(int factories, int width, int height, double? rate = 99.5, TimeSpan? away = null)
    {
        var views = Enumerable.Range(0, factories).Select(number => View(number, number % 97 == 5 ? FactoryStatus.Quarantined : FactoryStatus.Online)).ToList();
        var board = new TopBoard(
            new FactoryList(views, factories, "hq"),
            new Workload([.. views.Select(view => Work(view.FactoryId))], new Dictionary<string, long> { ["echo"] = 12345 }, Now) { OldestQueuedSeconds = new Dictionary<string, double> { ["echo"] = 725 } },
            new MissionCounts(new Dictionary<MissionLifeState, long> { [MissionLifeState.Running] = 4000, [MissionLifeState.Queued] = 12345 }),
            new TopRates(rate));
        using var writer = new StringWriter();
        Screens.Create(writer, isTerminal: false, colors: false, width).Write(board.Draw(width, height, Now, away));
        return [.. writer.ToString().TrimEnd().Split('\n').Select(line => line.TrimEnd())];
    }

    private static FactoryView View(int number, FactoryStatus status) => new()
    {
        FactoryId = $"a-factory-with-a-rather-long-name-{number}",
        FactoryRole = "LOCAL_WORKER",
        DeploymentProfile = "vps",
        Source = "heartbeat",
        RegistrationStatus = status,
        Capabilities = [],
        Metadata = JsonSerializer.SerializeToElement(new { }),
        FirstSeenAt = Now,
        LastSeenAt = Now.AddSeconds(-number % 60),
        UpdatedAt = Now,
        Mode = FactoryMode.Active,
        Kinds = [new FactoryKindView("echo", 8, number % 8, "0a1b2c3d")],
    };

    private static FactoryWorkload Work(string id) => new()
    {
        FactoryId = id,
        Status = FactoryStatus.Online,
        Running = [new RunningView(Guid.NewGuid(), "echo", 1, 12.5)],
        QueueDepth = 12345,
        LastHour = new OutcomeView(90, 10, 0, 0.9, 1.25, 7),
        LastDay = new OutcomeView(90, 10, 0, 0.9, 1.25, 7),
    };
}
