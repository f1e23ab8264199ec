using Corporation.Contracts.Missions;
using Corporation.Factory.Relaying;

namespace Corporation.Factory.Tests.Relaying;

public sealed class LogTextTests
{
    [Theory]
    [InlineData("one", new[] { "one" })]
    [InlineData("one\ntwo\r\nthree\n", new[] { "one", "two", "three" })]
    [InlineData("a\tb\u001b[31mc\0d", new[] { "a\tb[31mcd" })]
    [InlineData("", new[] { "" })]
    public void Text_becomes_lines_without_control_characters(string text, string[] expected) => Assert.Equal(expected, LogText.Lines(text));

    [Fact]
    public void A_long_line_is_cut_and_no_surrogate_pair_with_it()
    {
        var line = LogText.Lines(new string('x', MissionLimits.MaxLogLineLength - 2) + "😀😀").Single();

        Assert.Equal(new string('x', MissionLimits.MaxLogLineLength - 2) + "…", line);
    }
}
