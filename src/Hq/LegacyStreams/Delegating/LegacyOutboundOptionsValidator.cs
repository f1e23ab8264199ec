using Microsoft.Extensions.Options;

namespace Corporation.Hq.LegacyStreams.Delegating;

/// <summary>What delegates nothing is not looked at. Kinds are checked where they are added.</summary>
internal sealed class LegacyOutboundOptionsValidator(IOptions<LegacyStreamsOptions> inbound) : IValidateOptions<LegacyOutboundOptions>
{
    private const int MostConcurrency = 1_000;
    private const int LongestName = 500;

    public ValidateOptionsResult Validate(string? name, LegacyOutboundOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        if (options.Kinds.Length == 0)
            return result.Build();

        var streams = LegacyNames.Of(inbound.Value);
        if (!inbound.Value.Enabled && LegacyServer.Fault(inbound.Value.Url) is { } fault)
            result.AddError($"{LegacyStreamsOptions.Section}:{nameof(LegacyStreamsOptions.Url)} can't be used: {fault}.");
        if (options.Stream.Length is 0 or > LongestName || options.Stream.Any(unit => char.IsWhiteSpace(unit) || char.IsControl(unit)))
        {
            result.AddError($"{LegacyOutboundOptions.Section}:{nameof(options.Stream)} is '{options.Stream}'; "
                + $"it must be 1 to {LongestName} characters without blanks and control characters.");
        }

        if (inbound.Value.Enabled && options.Stream == streams.Missions)
        {
            result.AddError($"{LegacyOutboundOptions.Section}:{nameof(options.Stream)} is '{options.Stream}', which HQ itself takes missions from: "
                + $"the group would give it what is meant for the workers. Set another stream here and as the workers' {LegacyEnvironment.Stream}, "
                + $"or switch {LegacyStreamsOptions.Section}:{nameof(LegacyStreamsOptions.Enabled)} off.");
        }

        if (options.Stream == streams.DeadLetters || options.Stream == streams.Results || LegacyNames.ResultsOf(options.Stream) == streams.DeadLetters)
        {
            result.AddError($"{LegacyOutboundOptions.Section}:{nameof(options.Stream)} is '{options.Stream}', and its results or those of "
                + $"{LegacyStreamsOptions.Section}, or the dead letters, would be the same stream. Give each one of its own.");
        }

        if (options.Concurrency is < 1 or > MostConcurrency)
            result.AddError($"{LegacyOutboundOptions.Section}:{nameof(options.Concurrency)} is {options.Concurrency}; it must be 1 to {MostConcurrency}.");
        return result.Build();
    }
}
