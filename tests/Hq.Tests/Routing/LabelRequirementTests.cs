using Corporation.Hq.Routing;

namespace Corporation.Hq.Tests.Routing;

public sealed class LabelRequirementTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["gpu"] = "", ["os"] = "linux", ["memory_gb"] = "16", ["tier"] = "false", ["zone/a"] = "1.5" };

    [Theory]
    [InlineData("gpu", true)]
    [InlineData(" gpu ", true)]
    [InlineData("tpu", false)]
    [InlineData("tier", false)]
    [InlineData("os=linux", true)]
    [InlineData("os = Linux", true)]
    [InlineData("os=windows", false)]
    [InlineData("os!=windows", true)]
    [InlineData("none!=x", true)]
    [InlineData("memory_gb>=16", true)]
    [InlineData("memory_gb>16", false)]
    [InlineData("memory_gb<=16", true)]
    [InlineData("memory_gb<16", false)]
    [InlineData("memory_gb<1e3", true)]
    [InlineData("zone/a>1", true)]
    [InlineData("os>1", false)]
    [InlineData("none>=0", false)]
    public void A_label_is_there_has_a_value_or_is_compared_as_a_number(string text, bool isMet) => Assert.Equal(isMet, LabelRequirement.Read(text).IsMetBy(Labels));

    [Theory]
    [InlineData("")]
    [InlineData("=x")]
    [InlineData("a b")]
    [InlineData("os=")]
    [InlineData("memory_gb>=much")]
    [InlineData("memory_gb>=NaN")]
    [InlineData("ünder=1")]
    [InlineData("-a")]
    public void What_is_no_requirement_is_refused_with_what_one_looks_like(string text)
    {
        Assert.False(LabelRequirement.TryRead(text, out _, out var problem));
        Assert.NotEmpty(problem);
    }
}
