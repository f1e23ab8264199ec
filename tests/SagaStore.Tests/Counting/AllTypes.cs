namespace Corporation.SagaStore.Tests.Counting;

/// <summary>One property of each kind that the store can write; partly behind private setters and fields.</summary>
public sealed class AllTypes
{
    private string _hidden = "";

    private AllTypes()
    {
    }

    public AllTypes(string id, string hidden)
    {
        Id = id;
        _hidden = hidden;
    }

    public string Id { get; private set; } = "";

    public bool Flag { get; set; }

    public byte Tiny { get; set; }

    public short Small { get; set; }

    public int Number { get; set; }

    public uint Natural { get; set; }

    public long Big { get; set; }

    public ulong Huge { get; set; }

    public float Coarse { get; set; }

    public double Fine { get; set; }

    public decimal Money { get; set; }

    public Guid Key { get; set; }

    public DateTime Time { get; set; }

    public DateTimeOffset Moment { get; set; }

    public TimeSpan Span { get; set; }

    public string Text { get; set; } = "";

    public byte[] Bytes { get; set; } = [];

    public CounterColor Color { get; set; }

    public CounterColor? ColorName { get; set; }

    public int? MaybeNumber { get; set; }

    public Guid? MaybeGuid { get; set; }

    public string? MaybeText { get; set; }

    public byte[]? MaybeBytes { get; set; }

    public List<int> Numbers { get; set; } = [];

    public string ReadHidden() => _hidden;
}
