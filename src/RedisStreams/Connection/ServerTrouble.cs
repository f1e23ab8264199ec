using StackExchange.Redis;

namespace Corporation.RedisStreams.Connection;

/// <summary>What an error of the server or the connection means for a reader.</summary>
internal enum TroubleKind
{
    /// <summary>Passes by itself: a server that restarts, fails over, loads, is busy or can't be reached.</summary>
    Passing,

    /// <summary>The queue's streams or their group are gone or something else lies under their keys. Declaring them mends it, or says what is wrong.</summary>
    QueueGone,

    /// <summary>The queue can't be declared as configured; a person must look.</summary>
    Lasting,

    /// <summary>Nothing that waiting mends, as far as we know.</summary>
    Other,
}

/// <summary>Tells the kinds of trouble apart.</summary>
internal static class ServerTrouble
{
    // READONLY and MASTERDOWN: a failover; LOADING: a restart; BUSY: a script that runs long; NOREPLICAS, OOM: the server takes no writes now.
    private static readonly string[] PassingWords =
        ["READONLY", "LOADING", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY", "NOREPLICAS", "OOM", "MISCONF", "MOVED", "ASK", "UNBLOCKED"];

    // The server's own words, those with which it ends a blocking read when it becomes one, and the client's (3.4.35) two ways to refuse.
    private static readonly string[] ReplicaWords =
        ["READONLY", "instance state changed", "not eligible for replica", "cannot be issued to a replica"];

    public static TroubleKind KindOf(Exception exception)
    {
        if (exception is RedisConnectionException or TimeoutException or ObjectDisposedException)
            return TroubleKind.Passing;
        if (exception is RedisStreamsException)
            return TroubleKind.Lasting;
        if (exception is not RedisException)
            return TroubleKind.Other;

        // Contains and not StartsWith: inside a script, servers before 7.0 put the words behind others.
        if (Says(exception, "NOGROUP") || Says(exception, "no such key") || Says(exception, "WRONGTYPE") || Says(exception, "no longer exists"))
            return TroubleKind.QueueGone;
        return Array.Exists(PassingWords, word => Says(exception, word)) ? TroubleKind.Passing : TroubleKind.Other;
    }

    /// <summary>Whether a server refused because it has become a replica, or the client did for it.</summary>
    public static bool IsAtReplica(Exception exception) => IsAtReplica(exception.Message);

    /// <summary>As above, by the words.</summary>
    public static bool IsAtReplica(string words) => Array.Exists(ReplicaWords, word => words.Contains(word, StringComparison.Ordinal));

    private static bool Says(Exception exception, string words) => exception.Message.Contains(words, StringComparison.Ordinal);
}
