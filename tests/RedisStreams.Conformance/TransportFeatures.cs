namespace Corporation.RedisStreams.Conformance;

/// <summary>What a transport can do: everything, but what it declares to lack, each with the reason.</summary>
public sealed record TransportFeatures
{
    private readonly Dictionary<Feature, string> _lacking;

    private TransportFeatures(Dictionary<Feature, string> lacking) => _lacking = lacking;

    public static TransportFeatures All { get; } = new([]);

    /// <param name="feature">What the transport lacks.</param>
    /// <param name="why">A sentence that justifies it; it is the reason of every test skipped for it.</param>
    public TransportFeatures Without(Feature feature, string why) => new(new Dictionary<Feature, string>(_lacking) { [feature] = why });

    /// <summary>Null when the transport can.</summary>
    public string? WhyNot(Feature feature) => _lacking.GetValueOrDefault(feature);
}
