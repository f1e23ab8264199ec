using Corporation.Contracts.Missions;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.LegacyStreams;

/// <summary>What is off is not looked at: the names and the address may be left over from another program.</summary>
internal sealed class LegacyStreamsOptionsValidator : IValidateOptions<LegacyStreamsOptions>
{
    private const int LongestName = 500;
    private const long LeastMaxLength = 100;
    private const long MostMaxLength = 1_000_000_000;

    private static readonly TimeSpan ShortestIdle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestIdle = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, LegacyStreamsOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        if (!options.Enabled)
            return result.Build();

        if (LegacyServer.Fault(options.Url) is { } fault)
            result.AddError($"{LegacyStreamsOptions.Section}:{nameof(options.Url)} can't be used: {fault}.");
        CheckNames(options, result);
        CheckKinds(options, result);

        if (options.ReclaimIdleDuration < ShortestIdle || options.ReclaimIdleDuration > LongestIdle)
        {
            result.AddError($"{LegacyStreamsOptions.Section}:{nameof(options.ReclaimIdleDuration)} is {options.ReclaimIdleDuration}; "
                + $"it must be {ShortestIdle} to {LongestIdle}.");
        }

        if (options.MaxLength is not 0 and (< LeastMaxLength or > MostMaxLength))
        {
            result.AddError($"{LegacyStreamsOptions.Section}:{nameof(options.MaxLength)} is {options.MaxLength}; "
                + $"it must be 0 (keep all) or {LeastMaxLength} to {MostMaxLength}.");
        }

        return result.Build();
    }

    private static void CheckNames(LegacyStreamsOptions options, ValidateOptionsResultBuilder result)
    {
        foreach (var (option, value) in (ReadOnlySpan<(string, string)>)
            [(nameof(options.Stream), options.Stream), (nameof(options.Group), options.Group), (nameof(options.DlqStream), options.DlqStream)])
        {
            if (value.Length is 0 or > LongestName || value.Any(unit => char.IsWhiteSpace(unit) || char.IsControl(unit)))
            {
                result.AddError($"{LegacyStreamsOptions.Section}:{option} is '{value}'; "
                    + $"it must be 1 to {LongestName} characters without blanks and control characters.");
            }
        }

        // What is added to a stream that missions come by would come back as one.
        var streams = LegacyNames.Of(options);
        if (options.DlqStream == streams.Missions || options.DlqStream == streams.Results)
        {
            result.AddError($"{LegacyStreamsOptions.Section}:{nameof(options.DlqStream)} is '{options.DlqStream}', which is also the stream of missions or of "
                + "their results. Give dead letters a stream of their own.");
        }
    }

    private static void CheckKinds(LegacyStreamsOptions options, ValidateOptionsResultBuilder result)
    {
        var targets = options.Kinds.Select(kind => ($"{nameof(options.Kinds)}:{kind.Key}", kind.Value)).ToList();
        if (options.BlankKind.Length > 0)
            targets.Add((nameof(options.BlankKind), options.BlankKind));
        if (options.UnknownKind.Length > 0)
            targets.Add((nameof(options.UnknownKind), options.UnknownKind));

        foreach (var (option, kind) in targets.Where(target => !MissionKindName.IsLegal(target.Item2)))
            result.AddError($"{LegacyStreamsOptions.Section}:{option} is '{kind}', which is not a legal name: {MissionKindName.Rule}.");
    }
}
