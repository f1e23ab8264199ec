using System.Text;
using Corporation.RedisStreams.Sending;

namespace Corporation.RedisStreams.Tests.Sending;

public sealed class HeaderWriterTests
{
    [Fact]
    public void No_headers_take_no_bytes() => Assert.True(HeaderWriter.Write([]).IsEmpty);

    [Fact]
    public void Every_kind_of_value_has_its_form()
    {
        var json = Text(HeaderWriter.Write(
        [
            new("text", "grüße \u0001"), new("flag", true), new("number", 5), new("big", long.MaxValue), new("half", 0.5), new("none", double.NaN),
            new("uri", new Uri("queue:a")), new("id", Guid.Empty), new("time", new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc)), new("list", new[] { 1, 2 }),
        ]));

        Assert.Equal(
            """
            {"text":"gr\u00FC\u00DFe \u0001","flag":true,"number":5,"big":9223372036854775807,"half":0.5,"none":"NaN","uri":"queue:a","id":"00000000-0000-0000-0000-000000000000","time":"2026-01-02T03:04:05Z","list":[1,2]}
            """.Trim(),
            json);
    }

    [Fact]
    public void A_long_text_is_kept_whole()
    {
        var text = new string('x', 1_000_000);

        Assert.Equal($$"""{"note":"{{text}}"}""", Text(HeaderWriter.Write([new("note", text)])));
    }

    [Fact]
    public void A_header_that_is_added_replaces_one_of_the_same_name() =>
        Assert.Equal("""{"a":"1","b":"3"}""", Text(HeaderWriter.Merge([new("a", "1"), new("b", "2")], [new("B", "3")])));

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}
