using Microsoft.Extensions.Options;

namespace Corporation.Hq.Limiting;

/// <summary>
/// Reads the limits of kinds with a prefix: the colon of <c>media:encode</c> is where configuration parts its keys, so they stand under
/// <c>Limits:Kinds:media:encode</c>, which binds to a kind <c>media</c> with something unknown in it.
/// </summary>
internal static class PrefixedKinds
{
    private static readonly HashSet<string> Settings = new(StringComparer.OrdinalIgnoreCase)
    {
        nameof(KindLimit.MaxConcurrency), nameof(KindLimit.PerMinute), nameof(KindLimit.Burst), nameof(KindLimit.Resources),
    };

    /// <summary>To be called after the options are bound.</summary>
    /// <exception cref="OptionsValidationException">Something under a kind is neither a setting nor a kind of that prefix.</exception>
    public static void Bind(LimitOptions options, IConfiguration configuration)
    {
        var errors = new List<string>();
        foreach (var kind in configuration.GetSection($"{LimitOptions.Section}:{nameof(options.Kinds)}").GetChildren())
        {
            var others = kind.GetChildren().Where(static one => !IsSetting(one)).ToList();
            if (others.Count == 0)
                continue;

            if (others.Count == kind.GetChildren().Count())
                options.Kinds.Remove(kind.Key);
            foreach (var prefixed in others)
            {
                if ((prefixed.Value is { Length: > 0 } ? prefixed : prefixed.GetChildren().FirstOrDefault(static one => !IsSetting(one))) is { } unknown)
                    errors.Add($"{unknown.Path} limits nothing; what can be set of a kind: {string.Join(", ", Settings)}.");
                else
                    options.Kinds[$"{kind.Key}:{prefixed.Key}"] = prefixed.Get<KindLimit>() ?? new KindLimit();
            }
        }

        if (errors.Count > 0)
            throw new OptionsValidationException(LimitOptions.Section, typeof(LimitOptions), errors);
    }

    // media:burst is a kind like any other: it has settings of its own.
    private static bool IsSetting(IConfigurationSection section) => Settings.Contains(section.Key) && !section.GetChildren().Any(static one => Settings.Contains(one.Key));
}
