using System.Globalization;
using Corporation.Factory.Handling;
using Corporation.Factory.Processes;
using Corporation.Factory.Settings;

namespace Corporation.Factory.RepoBootstrapping;

/// <summary>Runs git in one folder with an environment that lets neither the machine nor the repository add commands to it.</summary>
internal sealed class GitClient
{
    private const int MaxTailLength = 16 * 1024;
    private readonly ProcessRunner _runner;
    private readonly string _git;
    private readonly string _folder;
    private readonly MissionContext _context;
    private readonly Dictionary<string, string> _environment;

    public GitClient(ProcessRunner runner, string git, MissionContext context, RepositorySource source, FactoryOptions options)
    {
        _runner = runner;
        _git = git;
        _context = context;
        _folder = context.Workspace.FullPath;
        var home = context.Workspace.Home;
        _environment = ScrubbedEnvironment.Create(home, options.Shell.EffectiveSearchPath, options.Repositories.PassEnvironment);
        _environment["GIT_TERMINAL_PROMPT"] = "0";
        _environment["GIT_ASKPASS"] = "true";
        _environment["GIT_CONFIG_NOSYSTEM"] = "1";
        _environment["GIT_CONFIG_GLOBAL"] = WriteConfiguration(home, source);

        // Wins over every configuration file: ext and other helpers can't come back through a redirect or a submodule.
        _environment["GIT_ALLOW_PROTOCOL"] = string.Join(':', options.Repositories.EffectiveAllowedSchemes);
        _environment["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes -o StrictHostKeyChecking=yes";
    }

    public IReadOnlyDictionary<string, string> Environment => _environment;

    /// <summary>Runs git; the outcome says whether it worked.</summary>
    public Task<ProcessOutcome> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        RunAsync(_context.LogOutput, arguments, cancellationToken);

    /// <summary>Runs git without showing its output in the mission's log.</summary>
    public Task<ProcessOutcome> RunQuietlyAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        RunAsync(null, arguments, cancellationToken);

    /// <summary>The message of a git command that failed.</summary>
    public static string Explain(string what, ProcessOutcome outcome)
    {
        var said = outcome.Stderr.ToString().Trim();
        return string.Create(CultureInfo.InvariantCulture, $"git could not {what} (exit code {outcome.ExitCode}): {said[Math.Max(0, said.Length - 1_000)..]}");
    }

    private Task<ProcessOutcome> RunAsync(Action<bool, string>? onLine, IReadOnlyList<string> arguments, CancellationToken cancellationToken) => _runner.RunAsync(
        new()
        {
            Program = _git,
            Arguments = arguments,
            Folder = _folder,
            Environment = _environment,
            MaxTailLength = MaxTailLength,
            OnLine = onLine,
        },
        cancellationToken);

    /// <summary>A file and not -c options: git doesn't hand those on to the process that serves a local repository.</summary>
    private static string WriteConfiguration(string home, RepositorySource source)
    {
        var file = Path.Combine(home, "gitconfig");
        var lines = new List<string>
        {
            "[core]", "\thooksPath = /dev/null", "\tfsmonitor = false",
            "[http]", "\tfollowRedirects = false",
            "[advice]", "\tdetachedHead = false",
            "[init]", "\tdefaultBranch = main",
            "[gc]", "\tauto = 0",
            "[maintenance]", "\tauto = false",
        };

        // git refuses repositories of other users; this one was allowed by whoever configured the factory.
        if (source.LocalFolder is { } folder)
        {
            foreach (var path in new[] { folder, Path.Combine(folder, ".git") })
                lines.AddRange(["[safe]", $"\tdirectory = \"{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""]);
        }

        File.WriteAllLines(file, lines);
        return file;
    }
}
