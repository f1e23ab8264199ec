using Corporation.RedisStreams.Addressing;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Connection;

/// <summary>Which server, database and virtual host to use, and how to reach them.</summary>
/// <param name="Options">The client's options: endpoints, credentials, TLS, Sentinel's service name. Cloned for every connection.</param>
/// <param name="VirtualHost">The part of the database to use.</param>
internal sealed record ConnectionTarget(ConfigurationOptions Options, VirtualHostName VirtualHost)
{
    /// <summary>
    /// How long a blocking read waits at most, three times that when the queue is idle, and how long whoever hears on the wake channel sleeps without
    /// a look of his own. <see cref="ForReading"/> waits longer for the answer.
    /// </summary>
    /// <value>Default 5 seconds. Only tests change it, to prove that nobody waited for its end.</value>
    public TimeSpan LongestWait { get; init; } = DefaultLongestWait;

    /// <summary>Default of <see cref="LongestWait"/>.</summary>
    public static TimeSpan DefaultLongestWait => TimeSpan.FromSeconds(5);

    /// <summary>For everything but blocking reads: many callers share one connection.</summary>
    public ConfigurationOptions ForCommands()
    {
        var options = Options.Clone();
        options.AbortOnConnectFail = true;

        // Whoever opens a connection tries again by himself, and hears sooner why it failed.
        options.ConnectRetry = 1;

        // A command that can't be sent now fails now: the sender decides whether to try again, and nothing is sent after its caller gave up.
        options.BacklogPolicy = BacklogPolicy.FailFast;

        // The client looks at its connections once per heartbeat; with its own second, coming back after a restart takes three.
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(400);
        options.ReconnectRetryPolicy = new ExponentialRetry(100, 2000);

        // Since version 3.4 the client counts CLIENT UNBLOCK, which ends a blocking read, among the commands for administrators.
        options.AllowAdmin = true;
        return options;
    }

    /// <summary>For one reader's blocking reads: nothing else may ever use such a connection, for it would wait behind the read.</summary>
    public ConfigurationOptions ForReading()
    {
        var options = ForCommands();

        // A reader sees to a lost connection itself; there may be a thousand of them.
        options.HeartbeatInterval = TimeSpan.FromSeconds(1);

        // The answer's form differs between the protocols; a reader parses that of RESP2 only.
        options.Protocol = RedisProtocol.Resp2;
        options.CommandMap = CommandMap.Create(["SUBSCRIBE", "PSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE"], available: false);

        // Were it shorter than the wait at the server, an entry could be handed to a reader that listens no more.
        options.AsyncTimeout = 6 * (int)LongestWait.TotalMilliseconds;
        options.SyncTimeout = options.AsyncTimeout;
        return options;
    }
}
