namespace Corporation.RedisStreams.Receiving;

/// <summary>Why a consumer may not read.</summary>
internal enum ReadRefusal
{
    None,

    /// <summary>Another process took its name.</summary>
    SeatLost,

    /// <summary>It doesn't own what it must own to read; another consumer does, or nobody.</summary>
    NotOwner,
}
