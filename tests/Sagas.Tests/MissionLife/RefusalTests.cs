using Corporation.Sagas.Commanding;

namespace Corporation.Sagas.Tests.MissionLife;

public sealed class RefusalTests
{
    [Fact]
    public async Task A_refused_command_names_the_state_in_the_words_of_the_api()
    {
        await using var bench = new MachineBench(Samples.Submission(maxRetries: 0));
        var token = await bench.StartAsync();
        await bench.ReportAsync(Samples.Failure(bench.Mission.CorrelationId, token));

        var refused = await bench.CommandAsync(new CancelMission(bench.Mission.CorrelationId, "api", null));

        Assert.Equal(CommandVerdict.Refused, refused.Verdict);
        Assert.Contains("is dead_lettered and can't be cancelled", refused.Explanation, StringComparison.Ordinal);
    }
}
