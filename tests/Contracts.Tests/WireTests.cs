using System.Text.Json;
using System.Text.Json.Nodes;
using Corporation.Contracts.Http;
using Corporation.Contracts.Json;
using Corporation.Contracts.Offering;

namespace Corporation.Contracts.Tests;

/// <summary>The wire: every message and every HTTP body against a committed file. A renamed property is a red test.</summary>
public sealed class WireTests
{
    // What MassTransit's SystemTextJsonMessageSerializer does with a message body: camelCase, except where a contract names its fields.
    private static readonly JsonSerializerOptions Bus = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string[] BusNamespaces = ["Announcing", "Cancelling", "Claiming", "Leasing", "Offering", "Reporting"];

    public static TheoryData<string> Messages { get; } = [.. Contracts(type => BusNamespaces.Any(name => type.Namespace == $"Corporation.Contracts.{name}"))];

    public static TheoryData<string> Bodies { get; } = [.. Contracts(type => type.Namespace == "Corporation.Contracts.Http")];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_looks_on_the_bus_as_approved(string name) => Approval.Matches($"bus.{name}", Serialize(name, Bus));

    [Theory]
    [MemberData(nameof(Bodies))]
    public void An_http_body_looks_as_approved(string name) => Approval.Matches($"http.{name}", Serialize(name, ContractsJson.Http));

    [Theory]
    [MemberData(nameof(Messages))]
    [MemberData(nameof(Bodies))]
    public void What_is_written_is_read_back_the_same(string name)
    {
        foreach (var options in (JsonSerializerOptions[])[Bus, ContractsJson.Http, ContractsJson.Lenient])
        {
            var json = Serialize(name, options);
            var again = JsonSerializer.Serialize(JsonSerializer.Deserialize(json, TypeOf(name), options), TypeOf(name), options);
            Assert.Equal(json, again);
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    [MemberData(nameof(Bodies))]
    public void Every_name_is_snake_case(string name)
    {
        var options = name.Length > 0 && TypeOf(name).Namespace == "Corporation.Contracts.Http" ? ContractsJson.Http : Bus;
        AssertSnakeCase(JsonNode.Parse(Serialize(name, options))!);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_field_of_a_newer_version_is_skipped_on_the_bus(string name)
    {
        var json = JsonNode.Parse(Serialize(name, Bus))!.AsObject();
        json["of_the_future"] = JsonNode.Parse("""{"deep":[1]}""");

        Assert.NotNull(JsonSerializer.Deserialize(json.ToJsonString(), TypeOf(name), Bus));
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void An_unknown_field_is_refused_at_the_door_and_skipped_in_answers(string name)
    {
        var json = JsonNode.Parse(Serialize(name, ContractsJson.Http))!.AsObject();
        json["mistyped"] = 1;

        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json.ToJsonString(), TypeOf(name), ContractsJson.Http));
        Assert.NotNull(JsonSerializer.Deserialize(json.ToJsonString(), TypeOf(name), ContractsJson.Lenient));
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void What_is_left_out_because_it_is_null_may_be_missing_when_read(string name)
    {
        var optional = Filled.WithoutOptional(TypeOf(name));
        var json = JsonSerializer.Serialize(optional, TypeOf(name), ContractsJson.Http);

        Assert.NotNull(JsonSerializer.Deserialize(json, TypeOf(name), ContractsJson.Lenient));
    }

    [Fact]
    public void A_missing_required_field_is_named()
    {
        var exception = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<MissionSubmission>("{}", ContractsJson.Http));
        Assert.Contains("mission_kind", exception.Message);
    }

    [Theory]
    [InlineData("""{"mission_kind":"echo","priority":"9"}""")]
    [InlineData("""{"mission_kind":"echo","priority":1.5}""")]
    [InlineData("""{"mission_kind":1}""")]
    [InlineData("""{"MissionKind":"echo"}""")]
    [InlineData("""{"mission_kind":"echo",}""")]
    [InlineData("""{"mission_kind":"echo"} x""")]
    [InlineData("[]")]
    [InlineData("")]
    public void Sloppy_json_is_refused_at_the_door(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<MissionSubmission>(json, ContractsJson.Http));

    [Fact]
    public void Nesting_has_a_limit()
    {
        var deep = new string('[', ContractsJson.MaxDepth + 1) + new string(']', ContractsJson.MaxDepth + 1);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<MissionSubmission>("{\"mission_kind\":\"echo\",\"payload\":{\"context\":" + deep + "}}", ContractsJson.Http));
    }

    [Fact]
    public void The_envelope_keeps_the_names_that_the_fleet_knows()
    {
        var envelope = JsonNode.Parse(Serialize(nameof(ExecuteMission), Bus))!.AsObject();

        string[] known = ["job_id", "idempotency_key", "mission_kind", "priority", "timeout_seconds", "max_retries", "payload"];
        Assert.Empty(known.Except(envelope.Select(field => field.Key)));
        Assert.Equal(["task", "context"], envelope["payload"]!.AsObject().Select(field => field.Key));
    }

    [Fact]
    public void No_approved_file_is_left_over()
    {
        var names = Messages.Select(row => $"bus.{row.Data}").Concat(Bodies.Select(row => $"http.{row.Data}"));
        Assert.Empty(Approval.Names().Except(names));
    }

    private static void AssertSnakeCase(JsonNode node)
    {
        if (node is JsonArray array)
        {
            Assert.All(array.OfType<JsonNode>(), AssertSnakeCase);
            return;
        }

        foreach (var (name, value) in node as JsonObject ?? [])
        {
            Assert.Matches("^[a-z][a-z0-9_]*$", name);
            if (value is not null)
                AssertSnakeCase(value);
        }
    }

    private static string Serialize(string name, JsonSerializerOptions options) => JsonSerializer.Serialize(Filled.Of(TypeOf(name)), TypeOf(name), options);

    private static Type TypeOf(string name) => typeof(MissionView).Assembly.GetTypes().Single(type => type.Name == name && type.IsPublic);

    private static IEnumerable<string> Contracts(Func<Type, bool> chosen) => typeof(MissionView).Assembly.GetTypes()
        .Where(type => type is { IsPublic: true, IsClass: true, IsAbstract: false } && chosen(type))
        .Select(type => type.Name)
        .Order(StringComparer.Ordinal);
}
