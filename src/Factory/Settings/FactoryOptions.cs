using Corporation.Contracts.Missions;

namespace Corporation.Factory.Settings;

/// <summary>How a factory works. Bound from the configuration section <c>Factory</c>.</summary>
public sealed class FactoryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Factory";

    internal static readonly TimeSpan DefaultHeartbeatInterval = TimeSpan.FromSeconds(60);
    internal static readonly TimeSpan ShortestHeartbeatInterval = TimeSpan.FromSeconds(10);

    /// <summary>The factory's name, known to HQ; no two machines may share one.</summary>
    /// <value>1 to 100 letters, digits, dots, dashes and underscores; the machine's name by default. Environment: <c>UA_FACTORY_ID</c>.</value>
    public string FactoryId { get; set; } = "";

    /// <summary>What sort of machine this is: it chooses when HQ worries about its silence.</summary>
    /// <value>1 to 40 letters, digits, dashes and underscores; <c>local_workstation</c> by default. Environment: <c>UA_DEPLOYMENT_PROFILE</c>.</value>
    public string DeploymentProfile { get; set; } = "";

    /// <summary>What missions may ask of this factory beside what it finds out itself (<c>os</c>, <c>arch</c>, <c>cores</c>, <c>memory_gb</c>, <c>host</c>, <c>profile</c>).</summary>
    /// <value>At most 100 names of 1 to 63 letters, digits, dots, dashes, underscores and slashes, with values of at most 200 characters, or empty; none by default.</value>
    public Dictionary<string, string?> Labels { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Most attempts at a time, of all kinds together.</summary>
    /// <value>1 to 10,000, or null for the limits of the kinds alone (default).</value>
    public int? MaxConcurrency { get; set; }

    /// <summary>How often HQ is told who the factory is and what it does; a tenth more or less each time.</summary>
    /// <value>10 seconds to 1 hour; 60 seconds by default. Environment: <c>UA_HEARTBEAT_INTERVAL_SECONDS</c>, where less than 10 counts as 10.</value>
    public TimeSpan HeartbeatInterval { get; set; } = DefaultHeartbeatInterval;

    /// <summary>The file in which the factory describes what it can do, for the agents on it (decision D-004).</summary>
    /// <value>An absolute path, or empty for none. By default <c>capabilities.md</c> in the state folder. Written once, when the factory starts.</value>
    public string CapabilitiesPath { get; set; } = "";

    /// <summary>The folder below which each attempt gets its workspace.</summary>
    /// <value>An absolute path; by default <c>corporation/workspaces</c> below the user's local application data. Made when missing.</value>
    /// <remarks>Two factories on one machine must not share it: each removes what it doesn't know.</remarks>
    public string WorkspaceRoot { get; set; } = DefaultWorkspaceRoot();

    /// <summary>The file in which the factory keeps what it holds and what HQ has not yet answered, so that the next process can report it.</summary>
    /// <value>An absolute path on a local disk, or empty for no journal. By default <c>journal.db</c> in the state folder of a factory that is a process of its
    /// own, and none where HQ is in the same process. Made when missing, with two files of SQLite and a lock file beside it.</value>
    /// <remarks>Disposable: without it HQ offers the missions again. One process at a time. Not below <see cref="WorkspaceRoot"/>, which missions write to.</remarks>
    public string JournalPath { get; set; } = "";

    /// <summary>How long the workspace of a successful attempt stays after its end or its last use by a <c>shell_task</c>.</summary>
    /// <value>0 to 365 days; 1 hour by default.</value>
    public TimeSpan SucceededWorkspaceRetentionDuration { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long the workspace of any other attempt stays, to look at what went wrong.</summary>
    /// <value>0 to 365 days; 24 hours by default.</value>
    public TimeSpan FailedWorkspaceRetentionDuration { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often old workspaces are looked for.</summary>
    /// <value>1 second to 1 day; 5 minutes by default.</value>
    public TimeSpan WorkspaceCleaningInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long running handlers may go on after shutdown was asked for.</summary>
    /// <value>0 to 1 hour; 20 seconds by default.</value>
    /// <remarks>Then they are cancelled, have <see cref="HandlerGraceDuration"/> at most, and their missions go back to HQ without spending an attempt.</remarks>
    public TimeSpan DrainGraceDuration { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long shutdown waits after cancelling the handlers, for them to end and for HQ to answer their reports.</summary>
    /// <value>0 to 10 minutes; 5 seconds by default.</value>
    public TimeSpan DrainReportDuration { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the process stops by itself when HQ has confirmed its drain.</summary>
    /// <value>False by default: whoever starts the process anew would bring it back active, and nobody asked for that.</value>
    /// <remarks>For a factory that is a process of its own; where HQ is in the same process it does nothing.</remarks>
    public bool StopsWhenDrained { get; set; }

    /// <summary>How long a handler may take to end once its token has fired. Then the attempt is reported without it.</summary>
    /// <value>0 to 10 minutes; 10 seconds by default.</value>
    /// <remarks>The slot of an abandoned handler stays taken until it really ends: a thread can't be taken from a method that keeps it.</remarks>
    public TimeSpan HandlerGraceDuration { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long HQ may take to answer a claim, a report or an announcement before it is asked again.</summary>
    /// <value>0.1 seconds to 5 minutes; 15 seconds by default.</value>
    public TimeSpan HqAnswerTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>When an offer comes back that could not be claimed because HQ did not answer. No attempt is spent.</summary>
    /// <value>0.1 seconds to 10 minutes; 5 seconds by default.</value>
    public TimeSpan OfferRedeliveryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Largest result, in bytes of UTF-8 JSON; an attempt with a larger one fails for good.</summary>
    /// <value>1 KiB to 16 MiB; 256 KiB by default.</value>
    public int MaxResultBytes { get; set; } = MissionLimits.DefaultMaxPayloadBytes;

    /// <summary>Most log lines of one attempt; a last one says how many more there were.</summary>
    /// <value>0 to 1,000,000; 5,000 by default.</value>
    public int MaxLogLinesPerAttempt { get; set; } = 5_000;

    /// <summary>What <c>shell_task</c> may run.</summary>
    public ShellOptions Shell { get; set; } = new();

    /// <summary>What <c>bootstrap_repo</c> may clone.</summary>
    public RepositoryOptions Repositories { get; set; } = new();

    private static string DefaultWorkspaceRoot() => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data
            ? data
            : Path.GetTempPath(),
        "corporation",
        "workspaces");
}
