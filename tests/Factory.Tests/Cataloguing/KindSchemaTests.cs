using System.ComponentModel;
using System.Text.Json;
using Corporation.Factory.Cataloguing;

namespace Corporation.Factory.Tests.Cataloguing;

public sealed class KindSchemaTests
{
    [Fact]
    public void A_schema_says_what_is_required_allowed_and_null()
    {
        var schema = KindSchema.Of(typeof(Order), MissionJson.Input);

        Assert.Equal(
            """
            {"description":"An order.","type":"object","properties":{"item_name":{"description":"What to make.","type":"string"},"count":{"type":"integer","default":1},"note":{"type":["string","null"],"default":null},"colour":{"enum":["red","dark_blue"],"default":"red"},"sizes":{"type":["array","null"],"items":{"type":"number"}},"labels":{"type":["object","null"],"additionalProperties":{"type":"string"}}},"required":["item_name"],"additionalProperties":false}
            """,
            schema.GetRawText());
    }

    [Fact]
    public void A_null_where_none_is_allowed_can_not_be_read()
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Order>("""{"item_name":null}""", MissionJson.Input));
    }

    private enum Colour
    {
        Red,
        DarkBlue,
    }

    [Description("An order.")]
    private sealed record Order([Description("What to make.")] string ItemName, int Count = 1, string? Note = null, Colour Colour = Colour.Red)
    {
        public IReadOnlyList<double>? Sizes { get; init; }

        public IReadOnlyDictionary<string, string>? Labels { get; init; }
    }
}
