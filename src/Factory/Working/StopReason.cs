namespace Corporation.Factory.Working;

/// <summary>Why a handler's token fired. The first reason is the one that counts.</summary>
internal enum StopReason
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>The attempt's timeout passed.</summary>
    TimedOut,

    /// <summary>Somebody cancelled the mission.</summary>
    CancelRequested,

    /// <summary>The claim is no longer this factory's.</summary>
    LeaseLost,

    /// <summary>The process is shutting down.</summary>
    ShuttingDown,
}
