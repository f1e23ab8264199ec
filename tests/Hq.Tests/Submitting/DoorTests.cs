using System.Text;
using Corporation.Hq.Submitting;

namespace Corporation.Hq.Tests.Submitting;

public sealed class DoorTests
{
    [Theory]
    [InlineData(1_023, 1_000_000, "MaxPayloadBytes")]
    [InlineData(16_777_217, 100_000_000, "MaxPayloadBytes")]
    [InlineData(4_096, 4_095, "MaxBatchBytes")]
    [InlineData(4_096, 268_435_457, "MaxBatchBytes")]
    public void Options_out_of_range_are_named(int payload, int batch, string option)
    {
        var result = new MissionDoorOptionsValidator().Validate(null, new() { MaxPayloadBytes = payload, MaxBatchBytes = batch });

        Assert.Contains(option, Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_options_are_valid() => Assert.True(new MissionDoorOptionsValidator().Validate(null, new()).Succeeded);

    [Theory]
    [InlineData("""{ "a" : [ 1 , 2.50 ] ,"b": "x \" y \\" , "c\t" : " " }""", """{"a":[1,2.50],"b":"x \" y \\","c\t":" "}""")]
    [InlineData("{\r\n\t\"a\": \"\\\\\"\n}", "{\"a\":\"\\\\\"}")]
    public void Compacting_takes_only_white_space_outside_of_strings(string json, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var target = new byte[bytes.Length];

        Assert.Equal(expected, Encoding.UTF8.GetString(target, 0, CompactJson.Write(bytes, target)));
    }

    [Theory]
    [InlineData("2026-03-01T09:00:00Z", true)]
    [InlineData("2026-03-01T09:00:00.1234567+01:00", true)]
    [InlineData("2026-03-01T09:00-05:30", true)]
    [InlineData("2026-03-01T09:00:00", false)]
    [InlineData("2026-03-01", false)]
    [InlineData("01.03.2026 09:00", false)]
    [InlineData("2026-03-01 09:00:00Z", false)]
    [InlineData("", false)]
    public void Times_need_an_offset(string text, bool legal)
    {
        Assert.Equal(legal, WrittenTime.TryRead(text, out var time, out var problem));
        Assert.Equal(legal, problem is null);
        Assert.Equal(TimeSpan.Zero, time.Offset);
    }

    [Theory]
    [InlineData("ecko", "echo")]
    [InlineData("bootstrap-repo", "bootstrap_repo")]
    [InlineData("completely_else", null)]
    public void The_closest_name_is_suggested_if_it_is_close(string name, string? meant) =>
        Assert.Equal(meant, Closest.To(name, ["echo", "bootstrap_repo", "system:ping"]));
}
