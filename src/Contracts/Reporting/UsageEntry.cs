using System.Text.Json.Serialization;

namespace Corporation.Contracts.Reporting;

/// <summary>Something an attempt consumed and that may cost money.</summary>
/// <param name="Resource">What, for instance a provider and model (<c>anthropic/claude</c>) or <c>cpu</c>.</param>
/// <param name="Unit">In what unit, for instance <c>input_tokens</c> or <c>seconds</c>.</param>
/// <param name="Quantity">How much, 0 or more.</param>
public sealed record UsageEntry(
    [property: JsonPropertyName("resource")] string Resource,
    [property: JsonPropertyName("unit")] string Unit,
    [property: JsonPropertyName("quantity")] decimal Quantity);
