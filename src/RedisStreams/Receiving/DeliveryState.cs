namespace Corporation.RedisStreams.Receiving;

/// <summary>How far a delivery is.</summary>
internal enum DeliveryState
{
    /// <summary>Buffered or being handled.</summary>
    Open,

    /// <summary>Waits for the batch that acknowledges it.</summary>
    Completing,

    /// <summary>Being moved or held.</summary>
    Settling,

    /// <summary>No longer ours, as we wanted.</summary>
    Settled,

    /// <summary>No longer ours, against our will.</summary>
    Lost,
}
