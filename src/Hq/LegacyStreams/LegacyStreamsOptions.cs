namespace Corporation.Hq.LegacyStreams;

/// <summary>How HQ speaks the Redis streams of the fleet before this one (configuration section <c>LegacyStreams</c>).</summary>
internal sealed class LegacyStreamsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "LegacyStreams";

    /// <summary>What missions of that fleet are added to, unless somebody says otherwise.</summary>
    public const string DefaultStream = "ua:missions:delegation";

    /// <summary>That fleet's consumer group, unless somebody says otherwise.</summary>
    public const string DefaultGroup = "ua_workers";

    /// <summary>That fleet's dead letters, unless somebody says otherwise.</summary>
    public const string DefaultDlqStream = "ua:missions:dlq";

    /// <summary>Whether this HQ takes missions from there.</summary>
    /// <value>False by default. Environment: <c>UA_DELEGATION_REDIS_ENABLED</c>, on with <c>1</c>, <c>true</c>, <c>yes</c> or <c>on</c>.</value>
    public bool Enabled { get; set; }

    /// <summary>The Redis server with the streams, as <c>redis://[user:password@]host[:port][/database]</c>; <c>rediss</c> asks for TLS.</summary>
    /// <value>By default that of <c>Bus:RedisUrl</c>. One server, no cluster: a step writes to several streams at once.</value>
    public string Url { get; set; } = "";

    /// <summary>The stream that missions come by; their results go to the stream of that name with <c>:results</c> behind it.</summary>
    /// <value>By default <c>ua:missions:delegation</c>. Environment: <c>UA_DELEGATION_STREAM_NAME</c>.</value>
    public string Stream { get; set; } = "";

    /// <summary>The consumer group; workers of the old fleet in it compete with HQ.</summary>
    /// <value>By default <c>ua_workers</c>. Environment: <c>UA_DELEGATION_CONSUMER_GROUP</c>.</value>
    public string Group { get; set; } = "";

    /// <summary>The stream of what could not be done.</summary>
    /// <value>By default <c>ua:missions:dlq</c>. Environment: <c>UA_DELEGATION_DLQ_STREAM</c>.</value>
    public string DlqStream { get; set; } = "";

    /// <summary>How long an entry may lie with a consumer that has not acknowledged it before HQ takes it over.</summary>
    /// <value>1 s to 1 day. Default 65 min: a little more than that fleet lets a mission take when nothing is said.</value>
    /// <remarks>
    /// <c>XAUTOCLAIM</c>'s min-idle-time. A worker of the old fleet that acknowledges only when its work is done must be quicker, or its mission runs twice.
    /// Where no such worker is in the group, some minutes are enough: an HQ holds an entry for as long as it takes to store it.
    /// </remarks>
    public TimeSpan ReclaimIdleDuration { get; set; } = TimeSpan.FromMinutes(65);

    /// <summary>About how many entries the streams of results and dead letters keep.</summary>
    /// <value>0 for all, as that fleet does, or 100 to 1,000,000,000. Default 0.</value>
    /// <remarks><c>XADD MAXLEN ~</c>: the server may keep some more. The stream of missions is never trimmed.</remarks>
    public long MaxLength { get; set; }

    /// <summary>What kinds of that fleet are called here, by their names there: <c>LegacyStreams:Kinds:tutorial_bootstrap_repo=bootstrap_repo</c>.</summary>
    /// <value>Empty by default: a kind has the same name here.</value>
    public Dictionary<string, string> Kinds { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The kind of missions that name none.</summary>
    /// <value>None by default: such an entry is a dead letter.</value>
    public string BlankKind { get; set; } = "";

    /// <summary>The kind of missions whose kind nobody has announced; never of those that begin with <c>system:</c>.</summary>
    /// <value>None by default: such an entry is a dead letter.</value>
    public string UnknownKind { get; set; } = "";
}
