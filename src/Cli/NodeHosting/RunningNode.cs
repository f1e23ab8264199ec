using System.Net.Sockets;
using Corporation.Cli.Invoking;
using Corporation.Client;
using Corporation.Factory;
using Corporation.Hq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Corporation.Cli.NodeHosting;

/// <summary>A standalone node, an HQ or a factory in this process, from its start to its drained end.</summary>
internal sealed class RunningNode : IAsyncDisposable
{
    private static readonly TimeSpan AnnouncementTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AnnouncementPollInterval = TimeSpan.FromMilliseconds(25);

    private readonly WebApplication _app;
    private readonly StateFolder? _folder;

    private RunningNode(WebApplication app, StateFolder? folder)
    {
        _app = app;
        _folder = folder;
        Url = new Uri(app.Urls.First());
    }

    /// <summary>Where it listens, with the port that it really got.</summary>
    public Uri Url { get; }

    /// <summary>Null for an HQ, whose state is in its database.</summary>
    public string? StatePath => _folder?.Path;

    /// <summary>Cancelled when the node begins to stop for whatever reason.</summary>
    public CancellationToken Stopping => _app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    public static async Task<RunningNode> StartAsync(StandaloneNodeOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var node = await StartAsync(
            options.Url,
            options.StateFolder,
            () => StandaloneNode.Build(options with { Settings = WithLogOnStderr(options.Settings) }),
            cancellationToken);
        try
        {
            await node.UntilItsFactoryIsKnownAsync(time, cancellationToken);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts an HQ. It is ready when this returns; whether there are factories is another matter.</summary>
    public static Task<RunningNode> StartAsync(HeadquartersOptions options, CancellationToken cancellationToken) => StartAsync(
        options.Url, null, () => Headquarters.Build(options with { Settings = WithLogOnStderr(options.Settings) }), cancellationToken);

    /// <summary>Starts a factory. It serves its health checks when this returns, and HQ may still be away.</summary>
    public static Task<RunningNode> StartAsync(WorkerNodeOptions options, CancellationToken cancellationToken) => StartAsync(
        options.Url,
        options.StateFolder,
        () => WorkerNode.Build(options with { Settings = WithLogOnStderr(options.Settings) }),
        cancellationToken);

    private static async Task<RunningNode> StartAsync(
        string url, string? stateFolder, Func<WebApplication> build, CancellationToken cancellationToken)
    {
        StateFolder? folder = null;
        WebApplication? app = null;
        try
        {
            // Building makes nothing; what is refused by it leaves no folder behind.
            app = build();
            RequireUsable(url);
            folder = stateFolder is null ? null : StateFolder.Hold(stateFolder);
            await app.StartAsync(cancellationToken);
            return new RunningNode(app, folder);
        }
        catch (Exception exception)
        {
            if (app is not null)
                await app.DisposeAsync();
            folder?.Dispose();

            if (IsAddressTrouble(exception))
                throw CliException.CannotStart($"The node can't listen on {url}: {exception.GetBaseException().Message}. Choose another address with --url.");
            if (NodeFailure.WrongSettings(exception) is { } problem)
                throw CliException.BadInput(problem);
            if (NodeFailure.Hindrance(exception) is { } hindrance)
                throw CliException.CannotStart(hindrance);
            throw;
        }
    }

    /// <summary>Drains: no new claims, running handlers get their grace, what is interrupted goes back to the queue.</summary>
    // No token: giving up half-way is what draining is there to avoid; the host's shutdown time limits it.
    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder?.Dispose();
    }

    // HQ listens a moment before its factory has announced itself; a mission submitted in between would be refused as of an unknown kind.
    private async Task UntilItsFactoryIsKnownAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var client = MissionClientModule.Connect(Url);
        var begin = time.GetTimestamp();
        while (!(await client.ListKindsAsync(cancellationToken)).Kinds.Any(kind => kind.Slots > 0))
        {
            if (time.GetElapsedTime(begin) > AnnouncementTimeout)
                throw CliException.CannotStart(
                    $"The node listens on {Url}, but its factory has not announced itself within {AnnouncementTimeout.TotalSeconds:0} s; --verbose shows why.");
            await Task.Delay(AnnouncementPollInterval, time, cancellationToken);
        }
    }

    // Stdout belongs to the answer: with --json every line of it must be a JSON object, whatever the node has to warn of.
    private static Dictionary<string, string?> WithLogOnStderr(IReadOnlyDictionary<string, string?>? settings) =>
        new(settings ?? new Dictionary<string, string?>()) { ["Logging:Console:LogToStandardErrorThreshold"] = "Trace" };

    private static bool IsAddressTrouble(Exception exception) =>
        exception is IOException { InnerException: AddressInUseException } || exception.GetBaseException() is SocketException or AddressInUseException;

    private static void RequireUsable(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https") || parsed.PathAndQuery != "/")
            throw CliException.BadInput($"'{url}' is not an address to listen on. Give one like {HqLocation.DefaultUrl} with --url; port 0 takes a free one.");
    }
}
