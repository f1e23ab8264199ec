using Corporation.Cli.Reading;
using Corporation.Cli.Showing;

namespace Corporation.Cli.Tests.Reading;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("2h", 7200)]
    [InlineData("7d", 604_800)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5s", 1.5)]
    [InlineData("0s", 0)]
    public void A_duration_is_read(string text, double seconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds, 6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("90")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("5 s")]
    [InlineData("5S")]
    [InlineData("1e3s")]
    [InlineData("5s\n")]
    [InlineData("٥s")]
    [InlineData("999999999d")]
    public void Anything_else_is_not(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData(0.2, "now")]
    [InlineData(42, "42s")]
    [InlineData(61, "1m")]
    [InlineData(7300, "2h")]
    [InlineData(1_000_000, "11d")]
    [InlineData(-30, "now")]
    public void An_age_is_short(double seconds, string expected)
    {
        var now = DateTimeOffset.UnixEpoch;
        Assert.Equal(expected, RelativeTime.Age(now.AddSeconds(-seconds), now));
    }
}
