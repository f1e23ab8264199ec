namespace Corporation.RedisStreams.Receiving;

/// <summary>Who else may read the same queue.</summary>
internal enum ReceiverMode
{
    /// <summary>Any number of consumers share it.</summary>
    Shared,

    /// <summary>One reads, the others stand by until it stops or dies.</summary>
    SingleActive,

    /// <summary>One reads, the others refuse to start.</summary>
    Exclusive,
}
