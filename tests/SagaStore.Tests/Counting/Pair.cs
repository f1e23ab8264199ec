namespace Corporation.SagaStore.Tests.Counting;

/// <summary>A key of two columns, and no concurrency token.</summary>
public sealed class Pair
{
    public string Left { get; set; } = "";

    public long Right { get; set; }

    public string? Note { get; set; }
}
