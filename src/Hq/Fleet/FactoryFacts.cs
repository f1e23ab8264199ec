using System.Text.Json;
using Corporation.Contracts.Fleet;
using Corporation.Sagas.FactoryLife;

namespace Corporation.Hq.Fleet;

/// <summary>What decides whether and for what a factory is chosen, beside its kinds.</summary>
/// <param name="Presence">Whether it is heard.</param>
/// <param name="Mode">What it is told.</param>
/// <param name="DegradedReason">Why it can't work.</param>
/// <param name="LabelText">Its labels, as JSON.</param>
/// <param name="MaxConcurrency">Most attempts at a time.</param>
internal sealed record FactoryFacts(FactoryPresence Presence, FactoryMode Mode, string? DegradedReason, string LabelText, int? MaxConcurrency)
{
    private IReadOnlyDictionary<string, string>? _labels;

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels => _labels ??= JsonSerializer.Deserialize<Dictionary<string, string>>(LabelText) ?? [];

    /// <summary>Its one word.</summary>
    public FactoryStatus Status => FactoryStanding.StatusOf(Presence, Mode, DegradedReason);

    public bool Equals(FactoryFacts? other) => other is not null
        && Presence == other.Presence && Mode == other.Mode && DegradedReason == other.DegradedReason && LabelText == other.LabelText && MaxConcurrency == other.MaxConcurrency;

    public override int GetHashCode() => HashCode.Combine(Presence, Mode, DegradedReason, LabelText, MaxConcurrency);
}
