using Microsoft.Extensions.Options;

namespace Corporation.Sagas.MissionLife;

/// <summary>Checks <see cref="MissionLifeOptions"/> at start.</summary>
public sealed class MissionLifeOptionsValidator : IValidateOptions<MissionLifeOptions>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, MissionLifeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new ValidateOptionsResultBuilder();

        Check(result, nameof(options.LeaseDuration), options.LeaseDuration, Second, Hour);
        Check(result, nameof(options.OfferTimeout), options.OfferTimeout, Second, Hour);
        Check(result, nameof(options.OverrunGraceDuration), options.OverrunGraceDuration, Second, Hour);
        Check(result, nameof(options.MaxRetryDelay), options.MaxRetryDelay, Second, Day);
        Check(result, nameof(options.MaxResultBytes), options.MaxResultBytes, 1024, 16 * 1024 * 1024);
        Check(result, nameof(options.LogLinesKept), options.LogLinesKept, 10, 100_000);
        return result.Build();
    }

    private static void Check<T>(ValidateOptionsResultBuilder result, string option, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            result.AddError($"{MissionLifeOptions.Section}:{option} is {value}; it must be {least} to {most}.");
    }
}
