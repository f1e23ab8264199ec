namespace Corporation.RedisStreams.Loss.Tests.CrashPoints;

/// <summary>On which way the line breaks.</summary>
public enum CutMode
{
    /// <summary>The server never gets the command.</summary>
    CommandLost,

    /// <summary>The server has done it; nobody hears of it.</summary>
    ReplyLost,
}
