namespace Corporation.RedisStreams.Loss.Tests.CrashPoints;

/// <summary>Each command of a bus's life in turn is the one at which its connections break; it may connect again at once.</summary>
public sealed class When_the_line_breaks_for_a_moment
{
    [Theory]
    [InlineData(CutMode.CommandLost)]
    [InlineData(CutMode.ReplyLost)]
    public Task The_bus_itself_goes_on_as_if_nothing_had_been(CutMode mode) => Sweep.AssertSoundAsync(new LineBreak(mode, IsForGood: false));
}
