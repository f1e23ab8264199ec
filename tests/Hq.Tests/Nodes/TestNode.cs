using System.Text.Json;
using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.Factory.Cataloguing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Hq.Tests.Nodes;

/// <summary>A standalone node on a free port and a folder of its own, seen through its HTTP API.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private TestNode(WebApplication app, string folder)
    {
        _app = app;
        Folder = folder;
        _http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Client = new MissionClient(_http);
        Fleet = new FleetClient(_http);
    }

    public string Folder { get; }

    public IMissionClient Client { get; }

    public IFleetClient Fleet { get; }

    public Uri Url => _http.BaseAddress!;

    public IServiceProvider Services => _app.Services;

    public static async Task<TestNode> StartAsync(
        Action<MissionCatalog>? missions = null,
        string? folder = null,
        Dictionary<string, string?>? settings = null)
    {
        folder ??= Directory.CreateTempSubdirectory("corporation-node-").FullName;
        var app = StandaloneNode.Build(new StandaloneNodeOptions
        {
            StateFolder = folder,
            Url = "http://127.0.0.1:0",
            FactoryId = "f1",
            Missions = missions,
            Settings = settings,
            QuietLogs = true,
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestNode(app, folder);
    }

    /// <summary>Submits once the kind is known: a node announces its kinds just after it has started.</summary>
    public async Task<Guid> SubmitAsync(string kind, object context, Func<MissionSubmission, MissionSubmission>? change = null)
    {
        await UntilAsync(async () => (await Client.ListKindsAsync(TestContext.Current.CancellationToken)).Kinds.Any(known => known.MissionKind == kind && known.Slots > 0));
        var submission = new MissionSubmission
        {
            MissionKind = kind,
            Payload = new SubmittedPayload { Context = JsonSerializer.SerializeToElement(context) },
        };
        var submitted = await Client.SubmitAsync(change?.Invoke(submission) ?? submission, TestContext.Current.CancellationToken);
        return submitted.Mission.JobId;
    }

    public Task<MissionView> GetAsync(Guid id) => Client.GetAsync(id, null, TestContext.Current.CancellationToken);

    public async Task<MissionView> UntilAsync(Guid id, MissionLifeState state)
    {
        MissionView? view = null;
        await UntilAsync(async () => (view = await GetAsync(id)).State == state, () => $"mission {id} is {view?.State}, not {state}");
        return view!;
    }

    /// <summary>Waits until HQ has chosen that factory for the mission.</summary>
    public async Task<PlacementView> PlacedAsync(Guid id, string factoryId)
    {
        PlacementView? placement = null;
        await UntilAsync(
            async () => (placement = await Fleet.ExplainAsync(id, TestContext.Current.CancellationToken)).PlacedFactoryId == factoryId,
            () => $"mission {id} is at '{placement?.PlacedFactoryId}' and not at '{factoryId}': {placement?.Summary}");
        return placement!; // The condition was met.
    }

    public async Task<IReadOnlyList<MissionEventView>> EventsAsync(Guid id) =>
        (await Client.GetTimelineAsync(id, 0, TestContext.Current.CancellationToken)).Events;

    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string>? explain = null)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(deadline) > Patience)
                throw new TimeoutException(explain?.Invoke() ?? "The condition did not come true in time.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>Opens the database behind the node's back.</summary>
    public SqliteConnection OpenDatabase()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, "hq.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _http.Dispose();
    }
}
