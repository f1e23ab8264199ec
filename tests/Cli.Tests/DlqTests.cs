using Corporation.Cli.Tests.Faking;
using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;

namespace Corporation.Cli.Tests;

public sealed class DlqTests
{
    private readonly Terminal _terminal = new();

    public DlqTests()
    {
        _terminal.Hq.Pages.Clear();
        _terminal.Hq.Pages.Enqueue(new MissionPage(
            [Samples.Mission(MissionLifeState.DeadLettered), Samples.Mission(MissionLifeState.DeadLettered) with { DiscardedAt = Samples.Now }], null));
    }

    [Fact]
    public async Task The_list_has_missions_and_messages_with_reason_age_kind_and_counts()
    {
        Assert.Equal(0, await _terminal.RunAsync("dlq", "list"));

        Assert.Equal(3, _terminal.Lines.Length);
        Assert.Contains($"{Samples.Id}", _terminal.Lines[1], StringComparison.Ordinal);
        Assert.Contains("hq-missions_error/n/1764260000000-0", _terminal.Out, StringComparison.Ordinal);
        Assert.Contains("2h", _terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", _terminal.Out, StringComparison.Ordinal);
        Assert.Contains("missions: 1", _terminal.Error, StringComparison.Ordinal);
        Assert.Contains("hq-missions_error: 2", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_json_each_is_a_line_that_says_what_it_is()
    {
        Assert.Equal(0, await _terminal.RunAsync("dlq", "list", "--json"));

        Assert.Equal(2, _terminal.Lines.Length);
        Assert.Contains("\"source\":\"mission\"", _terminal.Lines[0], StringComparison.Ordinal);
        Assert.Equal("message", _terminal.Json.GetProperty("source").GetString());
        Assert.Equal("hq-missions_error", _terminal.Json.GetProperty("queue").GetString());
        Assert.Equal("fault", _terminal.Json.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_bus_without_error_queues_is_said_and_its_missions_are_listed()
    {
        _terminal.Hq.DeadMessages = new DeadMessagePage(false, [], []);

        Assert.Equal(0, await _terminal.RunAsync("dlq", "list"));

        Assert.Contains($"{Samples.Id}", _terminal.Out, StringComparison.Ordinal);
        Assert.Contains("no error queues", _terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_message_is_shown_with_headers_and_body()
    {
        Assert.Equal(0, await _terminal.RunAsync("dlq", "show", "hq-missions_error/n/1764260000000-0"));

        Assert.Contains("MT-Reason: fault", _terminal.Out, StringComparison.Ordinal);
        Assert.Contains("{\"a\":1}", _terminal.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dlq", "show", "nonsense")]
    [InlineData("dlq", "requeue")]
    [InlineData("dlq", "requeue", "a/b")]
    [InlineData("dlq", "requeue", "--kind", "echo", "--queue", "hq-missions_error")]
    [InlineData("dlq", "requeue", "q_error/n/1-0", "--all")]
    [InlineData("dlq", "discard", "q_error/n/1-0", "--to", "elsewhere")]
    [InlineData("dlq", "discard", "--all")]
    [InlineData("dlq", "discard", "q_error/n/1-0")]
    public async Task Bad_input_and_a_missing_confirmation_change_nothing(params string[] arguments)
    {
        Assert.Equal(2, await _terminal.RunAsync(arguments));

        Assert.NotEmpty(_terminal.Error);
        Assert.Empty(_terminal.Hq.Commands);
        Assert.DoesNotContain(_terminal.Hq.MessageSelections, selection => selection.ConfirmCount is not null);
        Assert.DoesNotContain(_terminal.Hq.Selections, selection => selection.ConfirmCount is not null);
    }

    [Fact]
    public async Task Both_sorts_are_counted_and_then_confirmed()
    {
        Assert.Equal(0, await _terminal.RunAsync("dlq", "requeue", "--all", "--yes", "--json"));

        Assert.Equal([null, 3], _terminal.Hq.Selections.Select(selection => selection.ConfirmCount));
        Assert.Equal([null, 2], _terminal.Hq.MessageSelections.Select(selection => selection.ConfirmCount));
        Assert.Equal(5, _terminal.Json.GetProperty("changed").GetInt32());
    }

    [Fact]
    public async Task A_message_by_id_goes_where_it_is_sent()
    {
        Assert.Equal(0, await _terminal.RunAsync("dlq", "requeue", "scheduled_error/n/1-0", "--to", "mission-echo"));

        Assert.All(_terminal.Hq.MessageSelections, selection => Assert.Equal("mission-echo", selection.TargetQueue));
        Assert.Equal(1, _terminal.Hq.MessageSelections[^1].ConfirmCount);
        Assert.Empty(_terminal.Hq.Selections);
    }

    [Fact]
    public async Task All_of_a_node_without_error_queues_are_its_missions()
    {
        _terminal.Hq.BusFailure = new HqProblemException(409, ProblemTypes.NotOnThisBus, "no", null, new Dictionary<string, string[]>());

        Assert.Equal(0, await _terminal.RunAsync("dlq", "discard", "--all", "--yes"));
        Assert.Equal(2, await _terminal.RunAsync("dlq", "discard", "--messages", "--yes"));

        Assert.Equal(3, _terminal.Hq.Selections[^1].ConfirmCount);
    }
}
