using Corporation.Hq.LegacyStreams.Delegating;
using Corporation.Runtime.Messaging;

namespace Corporation.Hq.LegacyStreams;

/// <summary>The one place where the old fleet's environment names of its streams become options.</summary>
internal static class LegacyEnvironment
{
    public const string Enabled = "UA_DELEGATION_REDIS_ENABLED";
    public const string Stream = "UA_DELEGATION_STREAM_NAME";
    public const string Group = "UA_DELEGATION_CONSUMER_GROUP";
    public const string DlqStream = "UA_DELEGATION_DLQ_STREAM";

    /// <summary>Fills what the section <c>LegacyStreams</c> left open: the environment, then the defaults.</summary>
    public static void Apply(LegacyStreamsOptions options, IConfiguration configuration, BusOptions bus)
    {
        var section = configuration.GetSection(LegacyStreamsOptions.Section);
        if (string.IsNullOrWhiteSpace(section[nameof(options.Enabled)]) && IsYes(configuration[Enabled]))
            options.Enabled = true;
        if (options.Url.Length == 0)
            options.Url = bus.RedisUrl;
        options.Stream = Text(options.Stream, configuration[Stream], LegacyStreamsOptions.DefaultStream);
        options.Group = Text(options.Group, configuration[Group], LegacyStreamsOptions.DefaultGroup);
        options.DlqStream = Text(options.DlqStream, configuration[DlqStream], LegacyStreamsOptions.DefaultDlqStream);

        // The colon of a kind like system:update_factory parts sections, so the binder would not find it.
        foreach (var (kind, target) in section.GetSection(nameof(options.Kinds)).AsEnumerable(makePathsRelative: true))
        {
            if (target is not null)
                options.Kinds[kind.Trim()] = target.Trim();
        }
    }

    /// <summary>Fills what the section <c>LegacyStreams:Outbound</c> left open.</summary>
    public static void Apply(LegacyOutboundOptions options, IConfiguration configuration) =>
        options.Stream = Text(options.Stream, configuration[Stream], LegacyStreamsOptions.DefaultStream);

    private static bool IsYes(string? text) => text?.Trim().ToUpperInvariant() is "1" or "TRUE" or "YES" or "ON";

    private static string Text(string option, string? variable, string fallback) =>
        option.Length > 0 ? option : variable?.Trim() is { Length: > 0 } text ? text : fallback;
}
