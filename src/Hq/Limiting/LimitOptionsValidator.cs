using Corporation.Contracts.Missions;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.Limiting;

/// <summary>Checks <see cref="LimitOptions"/> at start.</summary>
internal sealed class LimitOptionsValidator : IValidateOptions<LimitOptions>
{
    private const double Most = 1_000_000;

    public ValidateOptionsResult Validate(string? name, LimitOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        foreach (var (kind, limit) in options.Kinds)
        {
            var where = $"{LimitOptions.Section}:{nameof(options.Kinds)}:{kind}";
            if (!MissionKindName.IsLegal(kind))
                result.AddError($"{where} is for no legal kind: {MissionKindName.Rule}.");
            Check(result, where, limit);
            if (limit.MaxConcurrency is < 1 or > (int)Most)
                result.AddError($"{where}:{nameof(limit.MaxConcurrency)} is {limit.MaxConcurrency}; it must be 1 to {Most:0}.");
            foreach (var resource in limit.Resources.Where(resource => !options.Resources.ContainsKey(resource)))
                result.AddError($"{where}:{nameof(limit.Resources)} names '{resource}', which is not under {LimitOptions.Section}:{nameof(options.Resources)}.");
        }

        foreach (var (resource, limit) in options.Resources)
        {
            var where = $"{LimitOptions.Section}:{nameof(options.Resources)}:{resource}";
            if (resource.Length is 0 or > 100)
                result.AddError($"{where} must have a name of 1 to 100 characters.");
            if (limit.PerMinute is null)
                result.AddError($"{where}:{nameof(limit.PerMinute)} is not set; without it the resource has no limit.");
            Check(result, where, limit);
        }

        return result.Build();
    }

    private static void Check(ValidateOptionsResultBuilder result, string where, RateLimit limit)
    {
        if (limit.PerMinute is { } rate && rate is not (> 0 and <= Most))
            result.AddError($"{where}:{nameof(limit.PerMinute)} is {rate}; it must be more than 0 and at most {Most:0}.");
        if (limit.Burst is < 1 or > (int)Most)
            result.AddError($"{where}:{nameof(limit.Burst)} is {limit.Burst}; it must be 1 to {Most:0}.");
        if (limit.Burst is not null && limit.PerMinute is null)
            result.AddError($"{where}:{nameof(limit.Burst)} is set without {nameof(limit.PerMinute)}.");
    }
}
