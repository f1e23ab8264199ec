using Corporation.TransportChaos.Judging;
using Corporation.TransportChaos.Running;
using Corporation.TransportChaos.Striking;

namespace Corporation.RedisStreams.Loss.Tests.Runs;

/// <summary>The short form of <c>corp chaos transport</c>. It wants the machine for itself: what has no time for its leases loses them.</summary>
[Collection(nameof(Alone))]
public sealed class When_everything_is_killed
{
    [Fact]
    public async Task No_message_is_lost_and_every_duplicate_has_a_reason()
    {
        var folder = Directory.CreateTempSubdirectory("corp-chaos-").FullName;
        var notes = TestContext.Current.TestOutputHelper;

        var verdict = await new ChaosRun(ChaosPlan.Short, folder, note => notes?.WriteLine(note), TimeProvider.System)
            .RunAsync(TestContext.Current.CancellationToken);

        var text = $"seed {ChaosPlan.Short.Seed}, ledgers in {folder}\n{string.Join('\n', VerdictText.Lines(verdict))}";
        notes?.WriteLine(text);
        Assert.True(verdict.IsSound, text);
        Assert.Equal(0, verdict.Lost);
        Assert.Equal(verdict.Duplicates, verdict.Explained);
        Assert.InRange(verdict.Acknowledged, 100, verdict.Sent);
        Assert.True(verdict.ConsumerKills >= ChaosPlan.Short.Strikes[StrikeKind.KillConsumer].Times, text);
        Assert.Equal(ChaosPlan.Short.Strikes[StrikeKind.KillServer].Times, verdict.ServerKills);
        Directory.Delete(folder, recursive: true);
    }
}
