using System.Text.Json;
using System.Text.Json.Serialization;

namespace Corporation.Sagas.MissionLife;

/// <summary>What a mission asks of the factory that runs it.</summary>
public sealed record MissionRouting
{
    /// <summary>This factory and no other.</summary>
    [JsonPropertyName("target")]
    public string? TargetFactoryId { get; init; }

    /// <summary>Labels that it must have: <c>gpu</c>, <c>os=linux</c>, <c>memory_gb&gt;=16</c>.</summary>
    [JsonPropertyName("required")]
    public IReadOnlyList<string> RequiredLabels { get; init; } = [];

    /// <summary>Labels that are good to have: the factory with most of them is chosen.</summary>
    [JsonPropertyName("preferred")]
    public IReadOnlyList<string> PreferredLabels { get; init; } = [];

    /// <summary>Not where the attempt before failed, as long as another one fits.</summary>
    [JsonPropertyName("elsewhere")]
    public bool RetriesElsewhere { get; init; }

    /// <summary>Digests of input schemas that the payload does not fit: factories that mean those by the kind are not asked.</summary>
    [JsonPropertyName("misfits")]
    public IReadOnlyList<string> Misfits { get; init; } = [];

    /// <summary>A canary: it goes to its target although that is quarantined.</summary>
    [JsonPropertyName("canary")]
    public bool IsCanary { get; init; }

    /// <summary>
    /// Whether it goes to its target whatever that was told: a canary, or an order, for how else could the factory be told otherwise.
    /// </summary>
    /// <param name="kind">The mission's kind.</param>
    public bool PassesOrders(string kind) => IsCanary || IsOrder(kind);

    /// <summary>Whether it tells its target what to do.</summary>
    /// <param name="kind">The mission's kind.</param>
    public bool IsOrder(string kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return TargetFactoryId is not null && kind.StartsWith("system:", StringComparison.Ordinal);
    }

    /// <summary>Nothing is asked: any factory with the kind will do.</summary>
    [JsonIgnore]
    public bool IsEmpty => TargetFactoryId is null && RequiredLabels.Count == 0 && PreferredLabels.Count == 0 && !RetriesElsewhere && Misfits.Count == 0;

    /// <summary>The stored form; null for what asks nothing.</summary>
    public string? ToStored() => IsEmpty ? null : JsonSerializer.Serialize(this);

    /// <summary>Reads the stored form.</summary>
    public static MissionRouting Read(string? stored) => stored is null ? new() : JsonSerializer.Deserialize<MissionRouting>(stored) ?? new();
}
