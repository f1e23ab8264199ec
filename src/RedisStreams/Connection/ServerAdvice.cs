namespace Corporation.RedisStreams.Connection;

/// <summary>What to do about words with which a server refuses.</summary>
internal static class ServerAdvice
{
    private static readonly (string Word, string Advice)[] Known =
    [
        ("READONLY", "Replicas take no writes: name the primary, or let Sentinel find it (SentinelService)."),
        ("cannot be issued to a replica", "Replicas take no writes: name the primary, or let Sentinel find it (SentinelService)."),
        ("not eligible for replica", "It is out of reach, or a replica. Replicas take no writes: name the primary, or let Sentinel find it (SentinelService)."),
        ("NOPERM", "Give the user this right; docs/redis-server.md of the transport lists all that it needs."),
        ("No permissions", "Give the user this right; docs/redis-server.md of the transport lists all that it needs."),
        ("can't access at least one of the keys", "Give the user the keys of the virtual host; docs/redis-server.md of the transport lists all that it needs."),
        ("NOAUTH", "Check user name and password."),
        ("WRONGPASS", "Check user name and password."),
        ("OOM", "Its memory is full: let consumers catch up, or raise maxmemory."),
        ("WRONGTYPE", "Something that is not the transport's lies under one of its keys: remove it, or use another virtual host."),
        ("MISCONF", "It can't write to its disk; its log says why."),
    ];

    /// <summary>The server's words, and what to do if that is known.</summary>
    public static string With(string words)
    {
        foreach (var (word, advice) in Known)
        {
            if (words.Contains(word, StringComparison.OrdinalIgnoreCase))
                return $"{words.TrimEnd('.')}. {advice}";
        }

        return words;
    }
}
