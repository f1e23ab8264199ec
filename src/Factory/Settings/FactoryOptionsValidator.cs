using System.Text.RegularExpressions;
using Corporation.Contracts.Missions;
using Corporation.Factory.Processes;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.Settings;

/// <summary>Ranges and cross rules of <see cref="FactoryOptions"/>; all errors at once, at start.</summary>
internal sealed partial class FactoryOptionsValidator : IValidateOptions<FactoryOptions>
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, FactoryOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        if (!LegalId().IsMatch(options.FactoryId))
        {
            errors.AddError(
                $"FactoryId '{options.FactoryId}' is not 1 to {MissionLimits.MaxFactoryIdLength} letters, digits, dots, dashes and underscores "
                + "beginning with a letter or digit; set Factory:FactoryId or UA_FACTORY_ID.");
        }

        if (!LegalProfile().IsMatch(options.DeploymentProfile))
            errors.AddError($"DeploymentProfile '{options.DeploymentProfile}' is not 1 to 40 letters, digits, dashes and underscores; set Factory:DeploymentProfile or UA_DEPLOYMENT_PROFILE.");
        CheckLabels(options.Labels, errors);
        Check(nameof(options.MaxConcurrency), options.MaxConcurrency ?? 1, 1, 10_000, errors);
        Check(nameof(options.HeartbeatInterval), options.HeartbeatInterval, FactoryOptions.ShortestHeartbeatInterval, TimeSpan.FromHours(1), errors);
        if (options.CapabilitiesPath.Length > 0)
            CheckAbsolute(nameof(options.CapabilitiesPath), options.CapabilitiesPath, errors);
        CheckAbsolute(nameof(options.WorkspaceRoot), options.WorkspaceRoot, errors);
        CheckJournal(options, errors);
        Check(nameof(options.SucceededWorkspaceRetentionDuration), options.SucceededWorkspaceRetentionDuration, TimeSpan.Zero, 365 * Day, errors);
        Check(nameof(options.FailedWorkspaceRetentionDuration), options.FailedWorkspaceRetentionDuration, TimeSpan.Zero, 365 * Day, errors);
        Check(nameof(options.WorkspaceCleaningInterval), options.WorkspaceCleaningInterval, TimeSpan.FromSeconds(1), Day, errors);
        Check(nameof(options.DrainGraceDuration), options.DrainGraceDuration, TimeSpan.Zero, TimeSpan.FromHours(1), errors);
        Check(nameof(options.DrainReportDuration), options.DrainReportDuration, TimeSpan.Zero, TimeSpan.FromMinutes(10), errors);
        Check(nameof(options.HandlerGraceDuration), options.HandlerGraceDuration, TimeSpan.Zero, TimeSpan.FromMinutes(10), errors);
        Check(nameof(options.HqAnswerTimeout), options.HqAnswerTimeout, TimeSpan.FromSeconds(0.1), TimeSpan.FromMinutes(5), errors);
        Check(nameof(options.OfferRedeliveryDelay), options.OfferRedeliveryDelay, TimeSpan.FromSeconds(0.1), TimeSpan.FromMinutes(10), errors);
        Check(nameof(options.MaxResultBytes), options.MaxResultBytes, 1024, 16 * 1024 * 1024, errors);
        Check(nameof(options.MaxLogLinesPerAttempt), options.MaxLogLinesPerAttempt, 0, 1_000_000, errors);
        CheckShell(options, errors);
        CheckRepositories(options.Repositories, errors);
        return errors.Build();
    }

    private static void CheckLabels(Dictionary<string, string?> labels, ValidateOptionsResultBuilder errors)
    {
        if (labels.Count > 100)
            errors.AddError($"Labels has {labels.Count} entries; at most 100 are legal.");
        foreach (var (name, value) in labels)
        {
            if (!LegalLabel().IsMatch(name))
                errors.AddError($"Labels has '{name}'; a name is 1 to 63 letters, digits, dots, dashes, underscores and slashes, and begins with a letter or digit.");
            if (value is { Length: > 200 } || value?.Any(char.IsControl) is true)
                errors.AddError($"Labels:{name} has a value of {value.Length} characters or with control characters; at most 200 printable ones are legal.");
        }
    }

    private static void CheckJournal(FactoryOptions options, ValidateOptionsResultBuilder errors)
    {
        if (string.IsNullOrEmpty(options.JournalPath))
            return;
        CheckAbsolute(nameof(options.JournalPath), options.JournalPath, errors);
        if (string.IsNullOrWhiteSpace(options.WorkspaceRoot) || string.IsNullOrWhiteSpace(options.JournalPath))
            return;
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.WorkspaceRoot)) + Path.DirectorySeparatorChar;
        if (Path.GetFullPath(options.JournalPath).StartsWith(root, StringComparison.Ordinal))
        {
            errors.AddError(
                $"JournalPath '{options.JournalPath}' lies below WorkspaceRoot ('{options.WorkspaceRoot}'), which missions write to; name a file beside it.");
        }
    }

    private static void CheckShell(FactoryOptions options, ValidateOptionsResultBuilder errors)
    {
        var shell = options.Shell;
        Check("Shell:MaxTailLength", shell.MaxTailLength, 256, 131_072, errors);
        foreach (var command in shell.EffectiveAllowedCommands.Where(command => !CommandSearch.IsLegalEntry(command)))
            errors.AddError($"Shell:AllowedCommands has '{command}'; give a bare program name (git) or an absolute path (/opt/tools/git).");
        foreach (var folder in shell.EffectiveSearchPath)
            CheckAbsolute("Shell:SearchPath", folder, errors);
        CheckVariables("Shell:PassEnvironment", shell.PassEnvironment, errors);

        // A character takes up to three bytes of UTF-8, there are two tails, and a result over its limit is lost as a whole.
        if (shell.MaxTailLength * 6L + 4096 > options.MaxResultBytes)
        {
            errors.AddError(
                $"Shell:MaxTailLength ({shell.MaxTailLength}) times 6 plus 4096 must be at most MaxResultBytes ({options.MaxResultBytes}); "
                + "otherwise two full output tails make a result too large to report.");
        }
    }

    private static void CheckRepositories(RepositoryOptions repositories, ValidateOptionsResultBuilder errors)
    {
        foreach (var scheme in repositories.EffectiveAllowedSchemes.Except(RepositoryOptions.KnownSchemes, StringComparer.Ordinal))
            errors.AddError($"Repositories:AllowedSchemes has '{scheme}'; known are {string.Join(", ", RepositoryOptions.KnownSchemes)}.");
        foreach (var host in repositories.EffectiveAllowedHosts.Where(host => !LegalHost().IsMatch(host)))
            errors.AddError($"Repositories:AllowedHosts has '{host}'; give a host name, or host:port, without scheme or path.");
        foreach (var root in repositories.EffectiveAllowedLocalRoots)
            CheckAbsolute("Repositories:AllowedLocalRoots", root, errors);
        CheckVariables("Repositories:PassEnvironment", repositories.PassEnvironment, errors);
    }

    private static void CheckVariables(string option, string[]? names, ValidateOptionsResultBuilder errors)
    {
        foreach (var name in (names ?? []).Where(name => !ScrubbedEnvironment.IsLegalName(name)))
            errors.AddError($"{option} has '{name}', which is no name of an environment variable (letters, digits and underscores).");
    }

    private static void CheckAbsolute(string option, string path, ValidateOptionsResultBuilder errors)
    {
        if (string.IsNullOrWhiteSpace(path) || !Path.IsPathFullyQualified(path))
            errors.AddError($"{option} has '{path}', which is not an absolute path; give one that begins at the root.");
    }

    private static void Check<T>(string option, T value, T min, T max, ValidateOptionsResultBuilder errors)
        where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
            errors.AddError($"{option} is {value}; it must be from {min} to {max}.");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex LegalId();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex LegalProfile();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._/-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex LegalLabel();

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex LegalHost();
}
