namespace Corporation.RedisStreams.Tests.Receiving;

/// <summary>What can happen to a queue and its consumers.</summary>
internal enum Deed
{
    Send,
    Read,
    Receive,
    Acknowledge,
    MoveAside,
    Delay,
    Release,
    Retry,
    Renew,
    Lapse,
    Maintain,
    TakeOver,
    SettleAsZombie,
    TimePasses,
    LoseDueTimes,
    LoseReplies,
    CloseAndOpen,
}

/// <param name="Deed">What happens.</param>
/// <param name="Who">To which consumer, or by it.</param>
/// <param name="Pick">Which of several things are meant.</param>
/// <param name="Count">How many there are to be.</param>
internal sealed record Move(Deed Deed, int Who, int Pick, int Count);
