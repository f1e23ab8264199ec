using System.Text.Json;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Http;
using Corporation.Hq.Refusing;
using Corporation.Hq.Submitting;
using Corporation.Hq.Tests.Hosts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Corporation.Hq.Tests.Submitting;

public sealed class SchemaCheckTests
{
    [Theory]
    [InlineData("""{"text":"x"}""", null)]
    [InlineData("""{"text":"x","repeat":3,"tags":null,"inner":null}""", null)]
    [InlineData("""{"text":"x","inner":{"loud":true,"id":"0199c5f1-6a2e-7c3b-9d4e-0123456789ab","deeper":{"loud":false,"deeper":{"loud":true}}}}""", null)]
    [InlineData("""{}""", "c.text")]
    [InlineData("""{"text":null}""", "c.text")]
    [InlineData("""{"text":"x","repeat":1.5}""", "c.repeat")]
    [InlineData("""{"text":"x","repeat":3.0}""", "c.repeat")]
    [InlineData("""{"text":"x","repeat":null}""", "c.repeat")]
    [InlineData("""{"text":"x","tags":"a"}""", "c.tags")]
    [InlineData("""{"text":"x","tags":["a",{}]}""", "c.tags[1]")]
    [InlineData("""{"text":"x","inner":{"loud":true,"id":"7"}}""", "c.inner.id")]
    [InlineData("""{"text":"x","inner":{"loud":true,"deeper":{"loud":true,"deeper":{"loud":1}}}}""", "c.inner.deeper.deeper.loud")]
    [InlineData("""{"text":"x","txt":1}""", "c.txt")]
    public void The_exporter_s_schema_is_kept_to(string value, string? wrong)
    {
        Assert.Equal(wrong is null ? [] : [wrong], Check(SampleKinds.EchoSchema.GetRawText(), value));
    }

    [Theory]
    [InlineData("true", "1", true)]
    [InlineData("false", "1", false)]
    [InlineData("""{"type":["string","null"]}""", "null", true)]
    [InlineData("""{"type":["integer","null"],"minimum":2,"exclusiveMaximum":5}""", "5", false)]
    [InlineData("""{"type":"integer","minimum":2,"exclusiveMaximum":5}""", "4", true)]
    [InlineData("""{"type":"number","maximum":2}""", "1e999", false)]
    [InlineData("""{"enum":["a","b",null]}""", "\"b\"", true)]
    [InlineData("""{"enum":["a","b",null]}""", "\"c\"", false)]
    [InlineData("""{"const":3}""", "3.0", true)]
    [InlineData("""{"type":"string","minLength":2,"maxLength":2}""", "\"🙂🙂\"", true)]
    [InlineData("""{"type":"string","maxLength":1}""", "\"ab\"", false)]
    [InlineData("""{"type":"string","pattern":"^a+$"}""", "\"aab\"", false)]
    [InlineData("""{"type":"string","format":"date"}""", "\"2026-02-30\"", false)]
    [InlineData("""{"type":"string","format":"whatever"}""", "\"x\"", true)]
    [InlineData("""{"type":"array","minItems":1,"maxItems":2,"items":{"type":"boolean"}}""", "[]", false)]
    [InlineData("""{"type":"array","uniqueItems":true}""", "[1,1.0]", false)]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":false}""", "[\"a\",1]", false)]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"integer"}]}""", "true", false)]
    [InlineData("""{"oneOf":[{"type":"number"},{"type":"integer"}]}""", "1", false)]
    [InlineData("""{"allOf":[{"type":"number"},{"minimum":3}]}""", "2", false)]
    [InlineData("""{"not":{"type":"null"}}""", "null", false)]
    [InlineData("""{"additionalProperties":{"type":"integer"}}""", """{"a":1,"b":2}""", true)]
    [InlineData("""{"additionalProperties":{"type":"integer"}}""", """{"a":"x"}""", false)]
    [InlineData("""{"$defs":{"x/y":{"type":"string"}},"$ref":"#/$defs/x~1y"}""", "1", false)]
    [InlineData("""{"$ref":"#"}""", "1", false)]
    public void Every_keyword_is_kept_to(string schema, string value, bool fits)
    {
        Assert.Equal(fits, Check(schema, value).Count == 0);
    }

    [Theory]
    [InlineData("3", "#")]
    [InlineData("""{"type":"text"}""", "#/type")]
    [InlineData("""{"properties":{"a":{"minimum":"x"}}}""", "#/properties/a/minimum")]
    [InlineData("""{"patternProperties":{}}""", "patternProperties")]
    [InlineData("""{"$ref":"https://elsewhere/x"}""", "#/$ref")]
    [InlineData("""{"$ref":"#/nowhere"}""", "#/nowhere")]
    [InlineData("""{"pattern":"("}""", "#/pattern")]
    [InlineData("""{"required":"a"}""", "#/required")]
    [InlineData("""{"minLength":-1}""", "#/minLength")]
    public void A_schema_that_can_not_be_kept_to_is_refused_with_the_place(string schema, string place)
    {
        var exception = Assert.Throws<SchemaUnreadableException>(() => SchemaCheck.Compile(JsonElement.Parse(schema)));

        Assert.Contains(place, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_that_explodes_is_stopped()
    {
        var kind = new KindAnnouncement
        {
            MissionKind = "a", Description = "", Slots = 1, TimeoutSeconds = 1, MaxRetries = 0, RetryDelaySeconds = 1,
            InputSchema = JsonElement.Parse("""{"pattern":"^(a+)+$"}"""), ResultSchema = JsonElement.Parse("{}"),
        };
        var errors = new InputErrors();

        new InputCheck(NullLogger<InputCheck>.Instance).Check(kind, JsonElement.Parse($"\"{new string('a', 5_000)}!\""), "c", errors);

        // Another look might come to another end, so no factory is barred for it.
        Assert.True(errors.Any);
        Assert.True(errors.IsUncertain);
    }

    [Fact]
    public void Errors_are_of_the_payload_and_limited()
    {
        var errors = new InputErrors();
        SchemaCheck.Compile(JsonElement.Parse("""{"items":{"type":"null"}}""")).Validate(JsonElement.Parse($"[{string.Join(',', Enumerable.Range(0, 5_000))}]"), "c", errors);

        var refusal = errors.ToRefusal();
        Assert.Equal(ProblemTypes.PayloadMismatch, refusal.Type);
        Assert.Equal(100, refusal.Errors!.Count);
    }

    private static List<string> Check(string schema, string value)
    {
        var errors = new InputErrors();
        SchemaCheck.Compile(JsonElement.Parse(schema)).Validate(JsonElement.Parse(value), "c", errors);
        return errors.Any ? [.. errors.ToRefusal().Errors!.Keys] : [];
    }
}
