using System.Globalization;
using Corporation.LocalServers.Running;

namespace Corporation.LocalServers;

/// <summary>A PostgreSQL of this machine with a cluster of its own. It trusts whoever connects from loopback.</summary>
/// <remarks>PostgreSQL refuses to run as root; then it runs as the user <c>postgres</c>, which Debian's package makes.</remarks>
public sealed class PostgreSqlServer : LocalServer
{
    /// <summary>The superuser of the cluster.</summary>
    public const string User = "corporation";

    private const string Package = "postgresql";
    private const string UnprivilegedUser = "postgres";
    private const string ReadDataFolder = "show data_directory";

    private readonly IReadOnlyList<string> _settings;
    private readonly string _server = Find("postgres");
    private readonly string _client = Find("psql");
    private int _databases;

    private PostgreSqlServer(IReadOnlyList<string> settings)
        : base("postgresql") => _settings = settings;

    private string DataFolder => Folder.File("data");

    private static bool IsRoot => System.Environment.IsPrivilegedProcess;

    /// <summary>Starts it. Commits are flushed to the disk only when <paramref name="settings"/> says <c>fsync=on</c>: killing the server loses nothing either way.</summary>
    /// <param name="settings">Further settings as <c>name=value</c>; a later one goes before an earlier one.</param>
    /// <param name="cancellationToken">Ends the wait for it to be ready.</param>
    /// <exception cref="LocalServerException">It is not installed, or did not come up; the message has its last words.</exception>
    public static Task<PostgreSqlServer> StartAsync(IReadOnlyList<string> settings, CancellationToken cancellationToken) =>
        StartAsync(() => new PostgreSqlServer(settings), cancellationToken);

    /// <summary>For Npgsql.</summary>
    public string ConnectionString(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host={Host};Port={Port};Username={User};Database={database}");

    /// <summary>Makes an empty database and gives its name.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync($"create database {name}");
        return name;
    }

    /// <summary>Runs SQL with <c>psql</c> and gives its rows, unaligned.</summary>
    /// <exception cref="LocalServerException">It failed; the message has the server's words.</exception>
    public async Task<string> ExecuteAsync(string sql, string database = "postgres")
    {
        var (code, output, error) = await ShellCommand.RunAsync(Ask(sql, database), ShellCommand.Patience);
        return code == 0 ? output : throw new LocalServerException($"psql '{sql}' failed: {output}{error}");
    }

    /// <summary>SIGQUIT, PostgreSQL's immediate shutdown: connections are cut, and the next start recovers from the log.</summary>
    public Task QuitAsync() => EndAsync("QUIT");

    /// <summary>SIGINT, PostgreSQL's fast shutdown: transactions are rolled back and everything is written.</summary>
    public Task ShutDownAsync() => EndAsync("INT");

    private protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (IsRoot)
            await RunAsync(new Launch("/bin/chown", UnprivilegedUser, Folder.Path));
        await RunAsync(AsServerUser(
            Find("initdb"), "--pgdata", DataFolder, "--username", User, "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync"));
    }

    private protected override Launch Describe()
    {
        string[] settings =
        [
            $"listen_addresses={Host}", string.Create(CultureInfo.InvariantCulture, $"port={Port}"), "unix_socket_directories=",
            "shared_buffers=64MB", "fsync=off", .. _settings,
        ];
        return AsServerUser(_server, ["-D", DataFolder, .. settings.SelectMany(setting => new[] { "-c", setting })]);
    }

    private protected override async Task<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        await ShellCommand.ProbeAsync(Ask(ReadDataFolder, "postgres")) is { ExitCode: 0, Output: var folder } && folder == DataFolder;

    // What a killed postmaster leaves behind ends by itself, but only when it notices.
    private protected override bool IsWorthAnotherStart(string log) =>
        log.Contains("is still in use", StringComparison.Ordinal) || log.Contains("lock file \"postmaster.pid\" already exists", StringComparison.Ordinal);

    private static string Find(string program) => Executable.Find(program, Package, InstalledFolders());

    // Debian keeps each major version apart, and only the client's wrapper on the path; the newest one serves.
    private static string[] InstalledFolders()
    {
        const string versions = "/usr/lib/postgresql";
        return Directory.Exists(versions)
            ? [.. Directory.GetDirectories(versions)
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin"))]
            : [];
    }

    private static Launch AsServerUser(string program, params string[] arguments) => IsRoot
        ? new Launch("/usr/bin/setpriv", ["--reuid", UnprivilegedUser, "--regid", UnprivilegedUser, "--init-groups", program, .. arguments])
        : new Launch(program, arguments);

    private static async Task RunAsync(Launch launch)
    {
        var (code, output, error) = await ShellCommand.RunAsync(launch, ShellCommand.Patience);
        if (code != 0)
            throw new LocalServerException($"{launch.Program} {string.Join(' ', launch.Arguments)} failed: {output}{error}");
    }

    private async Task EndAsync(string signal)
    {
        await SignalAsync(signal);
        await WaitForExitAsync();
    }

    private Launch Ask(string sql, string database) => new(
        _client,
        ["-h", Host, "-p", string.Create(CultureInfo.InvariantCulture, $"{Port}"), "-U", User, "-d", database, "-XAtqc", sql],
        new Dictionary<string, string> { ["PGCONNECT_TIMEOUT"] = "5" });
}
