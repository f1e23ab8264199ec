using Microsoft.Extensions.Options;

namespace Corporation.Hq.Retaining;

internal sealed class RetentionOptionsValidator : IValidateOptions<RetentionOptions>
{
    private static readonly TimeSpan ShortestKeeping = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestKeeping = TimeSpan.FromDays(36_500);

    public ValidateOptionsResult Validate(string? name, RetentionOptions options)
    {
        var result = new ValidateOptionsResultBuilder();

        // Shorter than an hour, and a report that comes late or twice would meet no mission that could refuse it.
        CheckKeeping(result, nameof(options.KeepDuration), options.KeepDuration);
        CheckKeeping(result, nameof(options.KeepFactoriesDuration), options.KeepFactoriesDuration);
        CheckKeeping(result, nameof(options.KeepFactoryEventsDuration), options.KeepFactoryEventsDuration);
        Check(result, nameof(options.BatchSize), options.BatchSize, 1, 5_000);
        Check(result, nameof(options.BatchPauseDuration), options.BatchPauseDuration, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Check(result, nameof(options.SweepInterval), options.SweepInterval, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        return result.Build();
    }

    private static void CheckKeeping(ValidateOptionsResultBuilder result, string option, TimeSpan value)
    {
        if (value != TimeSpan.Zero && (value < ShortestKeeping || value > LongestKeeping))
        {
            result.AddError($"{RetentionOptions.Section}:{option} is {value}; it must be 0 (for ever) or {ShortestKeeping} to {LongestKeeping}. "
                + "A plain number means days.");
        }
    }

    private static void Check<T>(ValidateOptionsResultBuilder result, string option, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            result.AddError($"{RetentionOptions.Section}:{option} is {value}; it must be {least} to {most}.");
    }
}
