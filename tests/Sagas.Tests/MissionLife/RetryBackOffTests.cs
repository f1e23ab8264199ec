using Corporation.Sagas.MissionLife;

namespace Corporation.Sagas.Tests.MissionLife;

public sealed class RetryBackOffTests
{
    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 8)]
    [InlineData(7, 60)]
    [InlineData(100, 60)]
    public void The_pause_doubles_up_to_the_longest(int retry, double seconds) =>
        Assert.Equal(seconds, RetryBackOff.Before(retry, 2, TimeSpan.FromMinutes(1), random: 0).TotalSeconds);
}
