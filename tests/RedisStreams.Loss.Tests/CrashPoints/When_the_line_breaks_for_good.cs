namespace Corporation.RedisStreams.Loss.Tests.CrashPoints;

/// <summary>Each command of a bus's life in turn is its last one, as if it were killed there.</summary>
public sealed class When_the_line_breaks_for_good
{
    [Theory]
    [InlineData(CutMode.CommandLost)]
    [InlineData(CutMode.ReplyLost)]
    public Task Another_bus_loses_nothing_and_settles_nothing_twice(CutMode mode) => Sweep.AssertSoundAsync(new LineBreak(mode, IsForGood: true));
}
