namespace Corporation.TransportChaos.Ledgers;

/// <summary>Which message it is: the number of the producer process, and the message's number within that.</summary>
internal readonly record struct ParcelId(long Value)
{
    private const int NumberBits = 32;

    public ParcelId(int producer, int number)
        : this(((long)producer << NumberBits) | (uint)number)
    {
    }

    public int Producer => (int)(Value >> NumberBits);

    public int Number => (int)Value;

    /// <summary>The message id on the wire: the same at every try, so that the transport can tell a repetition.</summary>
    public Guid MessageId => new((uint)Producer, 0xC0, 0xDE, 0, 0, 0, 0, (byte)(Number >> 24), (byte)(Number >> 16), (byte)(Number >> 8), (byte)Number);

    public override string ToString() => $"{Producer}:{Number}";
}
