using Corporation.Cli.Tests.Faking;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;

namespace Corporation.Cli.Tests.Fleet;

public sealed class WhyTests
{
    [Fact]
    public async Task A_summary_is_neither_markup_nor_does_it_steer_the_terminal()
    {
        var terminal = new Terminal();
        terminal.Fleet.Placement = new PlacementView
        {
            JobId = Samples.Id,
            MissionKind = "echo",
            State = MissionLifeState.Queued,
            Summary = "waits for [gpu]\u001b[2J",
            Factories = [],
        };

        Assert.Equal(0, await terminal.RunAsync("why", Samples.Id.ToString()));

        Assert.Contains("waits for [gpu]\uFFFD[2J", terminal.Out);
    }
}
