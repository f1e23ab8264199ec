using Microsoft.Extensions.Options;

namespace Corporation.Sagas.FactoryLife;

/// <summary>Checks <see cref="FleetOptions"/> at start.</summary>
public sealed class FleetOptionsValidator : IValidateOptions<FleetOptions>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, FleetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new ValidateOptionsResultBuilder();
        CheckLimits(result, "", options.StaleAfterDuration, options.OfflineAfterDuration);
        foreach (var (profile, its) in options.Profiles)
        {
            CheckLimits(
                result, $"{nameof(options.Profiles)}:{profile}:", its.StaleAfterDuration ?? options.StaleAfterDuration, its.OfflineAfterDuration ?? options.OfflineAfterDuration);
        }

        Check(result, nameof(options.ProbeLimit), options.ProbeLimit, 1, 100);
        Check(result, nameof(options.QuarantineMinAttempts), options.QuarantineMinAttempts, 1, 1_000_000);
        Check(result, nameof(options.QuarantineFailureRate), options.QuarantineFailureRate, 0.01, 1);
        Check(result, nameof(options.QuarantineDistance), options.QuarantineDistance, 0, 1);
        Check(result, nameof(options.QuarantineWindow), options.QuarantineWindow, TimeSpan.FromMinutes(5), TimeSpan.FromHours(24));
        Check(result, nameof(options.CanaryInterval), options.CanaryInterval, Second, Week);
        Check(result, nameof(options.JudgingInterval), options.JudgingInterval, Second, TimeSpan.FromHours(1));
        return result.Build();
    }

    private static void CheckLimits(ValidateOptionsResultBuilder result, string where, TimeSpan stale, TimeSpan offline)
    {
        Check(result, where + nameof(FleetOptions.StaleAfterDuration), stale, Second, Week);
        Check(result, where + nameof(FleetOptions.OfflineAfterDuration), offline, Second, Longest);
        if (offline <= stale)
        {
            result.AddError(
                $"{FleetOptions.Section}:{where}{nameof(FleetOptions.OfflineAfterDuration)} is {offline}; it must be longer than {nameof(FleetOptions.StaleAfterDuration)}, {stale}.");
        }
    }

    private static void Check<T>(ValidateOptionsResultBuilder result, string option, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            result.AddError($"{FleetOptions.Section}:{option} is {value}; it must be {least} to {most}.");
    }
}
