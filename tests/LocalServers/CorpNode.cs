using System.Globalization;
using Corporation.LocalServers.Running;

namespace Corporation.LocalServers;

/// <summary>An HQ or a factory: the real <c>corp up</c> in a process of its own, which may be killed, paused and started again.</summary>
/// <remarks>Whoever uses it references the command line, so that <c>corp.dll</c> lies beside its own program.</remarks>
public sealed class CorpNode : LocalServer
{
    private readonly IReadOnlyList<string> _arguments;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2) };

    private CorpNode(string name, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
        : base(name)
    {
        _arguments = arguments;
        _environment = environment;
    }

    /// <summary>Where it serves HTTP. It keeps the address when it is restarted.</summary>
    public Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"http://{Host}:{Port}"));

    /// <summary>The folder of a factory's state.</summary>
    public string StateFolder => Folder.File("state");

    private bool IsPlain { get; init; }

    /// <summary>Starts an HQ; it answers when this returns.</summary>
    /// <param name="database">The connection string.</param>
    /// <param name="environment">Its bus, and settings in the form of environment variables.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<CorpNode> StartHeadquartersAsync(string database, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken) =>
        StartAsync(
            () => new CorpNode("hq", ["--role", "headquarters"], new Dictionary<string, string>(environment) { ["Database__ConnectionString"] = database }),
            cancellationToken);

    /// <summary>Starts a factory; it serves its health checks when this returns.</summary>
    /// <param name="factoryId">Its name.</param>
    /// <param name="environment">Its bus, and settings in the form of environment variables.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<CorpNode> StartFactoryAsync(string factoryId, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken) =>
        StartAsync(() => new CorpNode("factory", ["--role", "local_worker", "--factory-id", factoryId], environment), cancellationToken);

    /// <summary>Starts a factory by the plain executable, without the command line and HQ's assemblies.</summary>
    /// <param name="factoryId">Its name.</param>
    /// <param name="environment">Its bus, and settings in the form of environment variables.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<CorpNode> StartPlainFactoryAsync(string factoryId, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken) =>
        StartAsync(() => new CorpNode("plain-factory", ["--Factory:FactoryId", factoryId], environment) { IsPlain = true }, cancellationToken);

    /// <summary>Starts HQ and one factory in one process; it answers when this returns.</summary>
    /// <param name="environment">Settings in the form of environment variables.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<CorpNode> StartStandaloneAsync(IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken) =>
        StartAsync(() => new CorpNode("node", ["--role", "standalone_node", "--factory-id", "one"], environment), cancellationToken);

    /// <summary>Whether everything it needs is there: for a factory, that HQ has accepted it.</summary>
    public Task<bool> IsUsableAsync(CancellationToken cancellationToken) => AnswersAsync("readyz", cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await base.DisposeAsync();
    }

    private protected override Launch Describe()
    {
        string[] folder = _arguments.Contains("headquarters") ? [] : [IsPlain ? "--StateFolder" : "--data", StateFolder];
        string[] program = IsPlain
            ? [Path.Combine(AppContext.BaseDirectory, "Corporation.Factory.dll"), "--urls", Url.ToString()]
            : [Path.Combine(AppContext.BaseDirectory, "corp.dll"), "up", "--url", Url.ToString(), "--json"];
        return new Launch(
            "dotnet", [.. program, .. _arguments, .. folder], new Dictionary<string, string>(_environment) { ["MASSTRANSIT_USAGE_TELEMETRY"] = "false" });
    }

    private protected override Task<bool> IsReadyAsync(CancellationToken cancellationToken) => AnswersAsync("healthz", cancellationToken);

    private async Task<bool> AnswersAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(Url, path), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException || exception is TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
