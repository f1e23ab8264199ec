namespace Corporation.TransportBench.UnderTest;

/// <summary>What every transport carries. In MassTransit's envelope, as compact JSON, it is about 1 KB on the wire.</summary>
/// <param name="Run">The turn that it belongs to.</param>
/// <param name="Sequence">Unique within its run.</param>
/// <param name="Text">Filling, always the same.</param>
public sealed record BenchMessage(int Run, int Sequence, string Text)
{
    /// <summary>Makes the envelope about 1 KB; what it comes to exactly is measured and printed.</summary>
    public static string Filling { get; } = string.Concat(Enumerable.Repeat("0123456789", 15));
}
