namespace Corporation.Hq.LegacyStreams.Delegating;

/// <summary>Which missions workers of the old fleet run (configuration section <c>LegacyStreams:Outbound</c>).</summary>
internal sealed class LegacyOutboundOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = LegacyStreamsOptions.Section + ":Outbound";

    /// <summary>The kinds that those workers run, by their names there, which they have here, too.</summary>
    /// <value>None by default: nothing is delegated.</value>
    public string[] Kinds { get; set; } = [];

    /// <summary>The stream that those workers read; they answer in the stream of that name with <c>:results</c> behind it.</summary>
    /// <value>By default <c>ua:missions:delegation</c>. Environment: <c>UA_DELEGATION_STREAM_NAME</c>.</value>
    /// <remarks>Never the one that HQ itself takes missions from: one group has both, so HQ would take what is meant for the workers.</remarks>
    public string Stream { get; set; } = "";

    /// <summary>How many missions of each kind are with those workers at a time.</summary>
    /// <value>1 to 1,000. Default 10.</value>
    public int Concurrency { get; set; } = 10;
}
