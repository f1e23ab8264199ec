namespace Corporation.TransportChaos.Ledgers;

/// <summary>What a producer knows about one message.</summary>
internal sealed class SendFate(ParcelId id, ParcelKind kind, int chain, bool isDeduplicated)
{
    public ParcelId Id => id;

    public ParcelKind Kind => kind;

    /// <summary>The producer's worker that sent it, one message after the other; the partition key of ordered ones.</summary>
    public int Chain => chain;

    /// <summary>Whether the transport promises that sending it again makes no second message.</summary>
    public bool IsDeduplicated => isDeduplicated;

    /// <summary>Whether the send returned: it must arrive.</summary>
    public bool IsAcknowledged { get; set; }

    /// <summary>When the first send began, by the machine's monotonic clock.</summary>
    public long Began { get; init; }

    /// <summary>When the send returned; never, if it did not.</summary>
    public long Ended { get; set; } = long.MaxValue;

    /// <summary>How often the send failed, each time perhaps after the server had the message.</summary>
    public int Failures { get; set; }

    /// <summary>Whether it was taken back; null when that was not tried, or its result is unknown.</summary>
    public bool? WasTakenBack { get; set; }
}
