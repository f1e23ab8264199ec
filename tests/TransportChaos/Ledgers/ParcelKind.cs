namespace Corporation.TransportChaos.Ledgers;

/// <summary>What is to become of a message. Each kind takes another way through the transport.</summary>
internal enum ParcelKind
{
    /// <summary>Sent to a queue and handled.</summary>
    Plain,

    /// <summary>Always thrown back, and so moved to the error queue after a retry.</summary>
    Doomed,

    /// <summary>Held back for a redelivery at first, handled then.</summary>
    Delayed,

    /// <summary>Scheduled, and handled when its time has come.</summary>
    Scheduled,

    /// <summary>Scheduled, and taken back before its time.</summary>
    Cancelled,

    /// <summary>Published to two queues, of which one subscribes to an interface.</summary>
    FannedOut,

    /// <summary>Sent with a partition key; all of one key in order.</summary>
    Ordered,
}
