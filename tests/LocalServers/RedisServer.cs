using Corporation.LocalServers.Certifying;
using Corporation.LocalServers.Running;

namespace Corporation.LocalServers;

/// <summary>A redis-server of this machine.</summary>
public sealed class RedisServer : LocalServer
{
    // The fixture's own door, open whatever the options close to the others.
    private const string FixtureUser = "corporation-fixture";
    private const string FixturePassword = "let-the-fixture-in";

    private static readonly TimeSpan CommandPatience = TimeSpan.FromSeconds(15);

    private readonly RedisServerOptions _options;
    private readonly string _server = Executable.Find("redis-server", "redis-server");
    private readonly string _cli = Executable.Find("redis-cli", "redis-tools");
    private int? _clusterPort;

    private RedisServer(RedisServerOptions options)
        : base(options.Sentinel ? "redis-sentinel" : "redis-server") => _options = options;

    /// <summary>For StackExchange.Redis.</summary>
    public string ConnectionString => string.Join(
        ',',
        [
            $"{Host}:{Port}",
            .. _options.User is { } user ? [$"user={user.Name}", $"password={user.Password}"] : Array.Empty<string>(),
            .. _options is { User: null, Password: { } password } ? [$"password={password}"] : Array.Empty<string>(),
            .. _options.Tls ? ["ssl=true", "sslHost=localhost"] : Array.Empty<string>(),
        ]);

    /// <summary><c>redis://</c> or <c>rediss://</c>, with the credentials.</summary>
    public Uri Url => new($"{(_options.Tls ? "rediss" : "redis")}://{Credentials}{Host}:{Port}");

    /// <summary>Whom to trust when <see cref="RedisServerOptions.Tls"/> is on: a PEM file.</summary>
    public string CertificateAuthorityFile => Folder.File("ca.crt");

    // Without a user the password stands alone, which UriBuilder refuses.
    private string Credentials => _options switch
    {
        { User: { } user } => $"{Uri.EscapeDataString(user.Name)}:{Uri.EscapeDataString(user.Password)}@",
        { Password: { } password } => $":{Uri.EscapeDataString(password)}@",
        _ => "",
    };

    // Before Redis 7 it can't be chosen.
    internal int ClusterPort => _clusterPort ??= IsBefore7 ? Port + 10_000 : FreePort.Take();

    private bool IsBefore7 => Release.Of(_server) < new Version(7, 0);

    /// <exception cref="LocalServerException">It is not installed, or did not come up; the message has its last words.</exception>
    public static Task<RedisServer> StartAsync(RedisServerOptions options, CancellationToken cancellationToken) =>
        StartAsync(() => new RedisServer(options), cancellationToken);

    /// <summary>Runs one command with all rights and gives its reply as <c>redis-cli</c> prints it: one line for each element.</summary>
    /// <exception cref="LocalServerException">The server refused it; the message has the server's words.</exception>
    public async Task<string> ExecuteAsync(params string[] command)
    {
        var (code, output, error) = await ShellCommand.RunAsync(Command(command), CommandPatience);
        return code == 0
            ? output
            : throw new LocalServerException($"{Name} on {Host}:{Port} refused '{string.Join(' ', command)}': {output}{error}");
    }

    private protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_options.Tls)
            LoopbackCertificate.Write(Folder.Path, TimeProvider.System.GetUtcNow());
        await File.WriteAllLinesAsync(Folder.File("redis.conf"), Configuration(), cancellationToken);
    }

    // Written once: sentinels and the replicas they move keep what they know in this file.
    private protected override Launch Describe() =>
        new(_server, [Folder.File("redis.conf"), .. _options.Sentinel ? ["--sentinel"] : Array.Empty<string>()]);

    private protected override async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        var (code, reply, _) = await ShellCommand.ProbeAsync(Command("INFO"));
        var lines = reply.Split('\n', StringSplitOptions.TrimEntries);
        return code == 0 && lines.Contains($"process_id:{ProcessId}") && !lines.Contains("loading:1");
    }

    private IEnumerable<string> Configuration()
    {
        yield return $"bind {Host}";
        yield return $"dir {Folder.Path}";
        yield return _options.Tls ? $"tls-port {Port}" : $"port {Port}";
        if (_options.Tls)
        {
            yield return "port 0";
            yield return $"tls-ca-cert-file {CertificateAuthorityFile}";
            yield return $"tls-cert-file {Folder.File("server.crt")}";
            yield return $"tls-key-file {Folder.File("server.key")}";
            yield return "tls-auth-clients no";
        }

        foreach (var line in _options.Sentinel ? [] : Storage())
            yield return line;
        if (_options is not { User: null, Password: null })
            yield return $"user {FixtureUser} on >{FixturePassword} ~* &* +@all";
        if (_options.Password is { } password)
            yield return $"requirepass {password}";
        if (_options.User is { } user)
        {
            yield return $"user {user.Name} on >{user.Password} {user.Rules}";
            yield return "user default off";
        }

        // Before Redis 7 nothing had to be allowed.
        foreach (var line in _options.ConfigLines.Where(line => !IsBefore7 || !line.StartsWith("enable-debug-command", StringComparison.Ordinal)))
            yield return line;
    }

    private IEnumerable<string> Storage()
    {
        yield return "save \"\"";
        yield return $"appendonly {(_options.AppendOnly ? "yes" : "no")}";
        yield return $"appendfsync {_options.AppendFsync}";
        if (_options.MaxMemoryPolicy is { } policy)
            yield return $"maxmemory-policy {policy}";
        if (!_options.Cluster)
            yield break;
        yield return "cluster-enabled yes";
        yield return "cluster-config-file nodes.conf";
        yield return "cluster-node-timeout 2000";
        if (!IsBefore7)
            yield return $"cluster-port {ClusterPort}";
    }

    private Launch Command(params string[] command)
    {
        var known = _options is not { User: null, Password: null };
        string[] arguments =
        [
            "-h", Host, "-p", $"{Port}", "-e", "--raw",
            .. known ? ["--user", FixtureUser] : Array.Empty<string>(),
            .. _options.Tls ? ["--tls", "--cacert", CertificateAuthorityFile] : Array.Empty<string>(),
            .. command,
        ];
        // Through the environment: everybody may read a command line.
        var environment = new Dictionary<string, string>();
        if (known)
            environment["REDISCLI_AUTH"] = FixturePassword;
        return new Launch(_cli, arguments, environment);
    }
}
