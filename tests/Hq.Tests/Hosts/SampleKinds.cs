using System.Text.Json;
using System.Text.Json.Schema;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Json;

namespace Corporation.Hq.Tests.Hosts;

internal sealed record EchoSample(string Text, int Repeat = 1, string[]? Tags = null, EchoInner? Inner = null);

internal sealed record EchoInner(bool Loud, Guid? Id = null, DateTimeOffset? When = null, EchoInner? Deeper = null);

/// <summary>Kinds whose schemas come from types, as a factory makes them.</summary>
internal static class SampleKinds
{
    public static JsonElement EchoSchema { get; } = JsonSerializer.SerializeToElement(
        new JsonSerializerOptions(ContractsJson.Http) { RespectNullableAnnotations = true }
            .GetJsonSchemaAsNode(typeof(EchoSample), new() { TreatNullObliviousAsNonNullable = true }));

    public static IReadOnlyList<KindAnnouncement> All { get; } =
    [
        Kind("echo", "say"), Kind("system:ping"), Kind("bootstrap_repo", "tutorial_bootstrap_repo"), Kind("free", schema: "{}"),
    ];

    private static KindAnnouncement Kind(string name, string? alias = null, string? schema = null) => new()
    {
        MissionKind = name,
        Aliases = alias is null ? [] : [alias],
        Description = "A sample.",
        Slots = 2,
        TimeoutSeconds = 30,
        MaxRetries = 2,
        RetryDelaySeconds = 1.5,
        InputSchema = schema is null ? EchoSchema : JsonElement.Parse(schema),
        ResultSchema = JsonElement.Parse("{}"),
    };
}
