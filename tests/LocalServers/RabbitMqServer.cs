using System.Net.Sockets;
using Corporation.LocalServers.Running;

namespace Corporation.LocalServers;

/// <summary>A rabbitmq-server of this machine, without plugins, as the current user. Takes some seconds to start.</summary>
/// <remarks>Its port mapper (epmd) is its own, too: the machine's is neither used nor started nor stopped.</remarks>
public sealed class RabbitMqServer : LocalServer
{
    private const string DebianFolder = "/usr/lib/rabbitmq/bin";
    private const string Package = "rabbitmq-server";

    private readonly IReadOnlyList<string> _configLines;
    // Debian's wrapper in /usr/sbin would change to the user rabbitmq and its folders; the script behind it doesn't.
    private readonly string _server = Executable.Find("rabbitmq-server", Package, DebianFolder);
    private readonly string _control = Executable.Find("rabbitmqctl", Package, DebianFolder);
    private readonly string _mapper = Executable.Find("epmd", Package);
    private readonly int _mapperPort = FreePort.Take();
    private readonly int _clusterPort = FreePort.Take();

    private ServerProcess? _mapperProcess;

    private RabbitMqServer(IReadOnlyList<string> configLines)
        : base("rabbitmq-server") => _configLines = configLines;

    /// <summary>For MassTransit and every other client: <c>amqp://guest:guest@127.0.0.1:port/</c>.</summary>
    public Uri Url => new($"amqp://guest:guest@{Host}:{Port}/");

    internal bool MapperIsRunning => _mapperProcess is { HasExited: false };

    private string NodeName => $"corp-{Port}@localhost";

    /// <summary>Starts it with further lines of <c>rabbitmq.conf</c>; everything else is RabbitMQ's default.</summary>
    /// <exception cref="LocalServerException">It is not installed, or did not come up; the message has its last words.</exception>
    public static Task<RabbitMqServer> StartAsync(IReadOnlyList<string> configLines, CancellationToken cancellationToken) =>
        StartAsync(() => new RabbitMqServer(configLines), cancellationToken);

    /// <summary>Runs one <c>rabbitmqctl</c> command, which takes a second or two, and gives what it prints.</summary>
    /// <exception cref="LocalServerException">It failed; the message has its words.</exception>
    public async Task<string> ExecuteAsync(params string[] command)
    {
        var launch = new Launch(_control, ["--quiet", "--node", NodeName, .. command], Environment());
        var (code, output, error) = await ShellCommand.RunAsync(launch, ShellCommand.Patience);
        return code == 0 ? output : throw new LocalServerException($"rabbitmqctl {string.Join(' ', command)} failed: {output}{error}");
    }

    public override async ValueTask DisposeAsync()
    {
        // The server first; the base also removes the folder, which the mapper doesn't need.
        await base.DisposeAsync();
        if (_mapperProcess is not null)
            await _mapperProcess.DisposeAsync();
    }

    private protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Folder.File("enabled_plugins"), "[].", cancellationToken);
        await File.WriteAllLinesAsync(
            Folder.File("rabbitmq.conf"),
            [$"listeners.tcp.local = {Host}:{Port}", "log.console = true", "log.console.level = info", "log.file = false", .. _configLines],
            cancellationToken);
        await StartMapperAsync(cancellationToken);
    }

    private protected override Launch Describe() => new(_server, [], Environment());

    private protected override async Task<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        LogTail().Contains("Server startup complete", StringComparison.Ordinal) && await SpeaksAmqpAsync(cancellationToken);

    private async Task StartMapperAsync(CancellationToken cancellationToken)
    {
        var launch = new Launch(_mapper, "-port", $"{_mapperPort}", "-address", Host);
        _mapperProcess = await ServerProcess.StartAsync(launch, Folder.File("epmd.log"), cancellationToken);

        // Without it the server would start another one, in the background and for good.
        var names = launch with { Arguments = ["-port", $"{_mapperPort}", "-names"] };
        while ((await ShellCommand.ProbeAsync(names)).ExitCode != 0 || _mapperProcess.HasExited)
        {
            if (_mapperProcess.HasExited)
            {
                var failure = $"epmd on port {_mapperPort} {_mapperProcess.ExitText}: {_mapperProcess.LogTail()}";
                throw new LocalServerException(failure) { PortWasTaken = true };
            }
        }
    }

    private async Task<bool> SpeaksAmqpAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(Host, Port, cancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync("AMQP\0\0\x09\x01"u8.ToArray(), cancellationToken);
            var frame = new byte[1];
            // A method frame, that is Connection.Start; a server of another version would answer with its own header.
            return await stream.ReadAsync(frame, cancellationToken) == 1 && frame[0] == 1;
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return false;
        }
    }

    private Dictionary<string, string> Environment() => new()
    {
        ["HOME"] = Folder.Path, // Where the Erlang cookie is.
        ["ERL_EPMD_PORT"] = $"{_mapperPort}",
        ["ERL_EPMD_ADDRESS"] = Host,
        ["RUNNING_UNDER_SYSTEMD"] = "true", // The script becomes the server instead of waiting for it, so the process id is the server's.
        ["RABBITMQ_NODENAME"] = NodeName,
        ["RABBITMQ_DIST_PORT"] = $"{_clusterPort}",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        ["RABBITMQ_CONF_ENV_FILE"] = Folder.File("no-rabbitmq-env.conf"),
        ["RABBITMQ_CONFIG_FILE"] = Folder.File("rabbitmq.conf"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = Folder.File("no-advanced.config"),
        ["RABBITMQ_GENERATED_CONFIG_DIR"] = Folder.File("config"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Folder.File("enabled_plugins"),
        ["RABBITMQ_MNESIA_BASE"] = Folder.File("mnesia"),
        ["RABBITMQ_LOG_BASE"] = Folder.File("log"),
        ["RABBITMQ_PID_FILE"] = Folder.File("pid"),
    };
}
