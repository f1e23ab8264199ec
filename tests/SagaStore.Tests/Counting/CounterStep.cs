namespace Corporation.SagaStore.Tests.Counting;

public sealed class CounterStep
{
    public long Position { get; set; }

    public Guid CounterId { get; set; }

    public int Number { get; set; }

    public string What { get; set; } = "";

    public string NotStored { get; set; } = "";
}
