using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Http;
using Corporation.Contracts.Json;
using Corporation.Hq.Api;
using Corporation.Hq.Fleet;
using Corporation.Hq.LiveStreams;
using Corporation.Hq.Sweeping;
using Corporation.Runtime.Messaging;
using Corporation.Runtime.Roles;
using Corporation.Sagas.Commanding;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Reading;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Corporation.Hq.Tests.Hosts;

/// <summary>The API on a real Kestrel with a real SQLite file.</summary>
public sealed class ApiHost : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hq-api-").FullName;
    private WebApplication? _app;
    private FileStoreReader? _reader;

    internal HttpClient Http { get; private set; } = null!;

    internal Uri Address => Http.BaseAddress!;

    internal RowDesk Desk { get; private set; } = null!;

    internal CommitSignals Signals => _app!.Services.GetRequiredService<CommitSignals>();

    internal FileStoreReader Reader => _reader!;

    internal IServiceProvider Services => _app!.Services;

    internal Action<IServiceCollection> Configure { get; init; } = static _ => { };

    private string ConnectionString => $"Data Source={Path.Combine(_folder, "hq.db")};Default Timeout=10";

    public async ValueTask InitializeAsync()
    {
        await using (var context = Open())
            await TestSchema.CreateAsync(context);

        _reader = new(ConnectionString);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<FactoryDirectory>();
        builder.Services.AddSingleton<IStoreReader>(_reader);
        builder.Services.AddSingleton<RowDesk>(provider => new(Open, provider.GetRequiredService<CommitSignals>(), TimeProvider.System));
        builder.Services.AddSingleton<IMissionDesk>(provider => provider.GetRequiredService<RowDesk>());
        builder.Services.AddSingleton(RolePolicy.Of(FactoryRole.StandaloneNode));
        builder.Services.AddSingleton(new BusChoice(BusKind.InMemory));
        builder.Services.AddSingleton<BusHearing>();
        builder.Services.AddMissionApi();
        Configure(builder.Services);
        _app = builder.Build();
        _app.MapMissionApi();
        await _app.StartAsync();

        Desk = _app.Services.GetRequiredService<RowDesk>();

        // A connection for each request: after bad input the server may close it just when the next request goes out on it.
        Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero }) { BaseAddress = new(_app.Urls.First()) };
        _app.Services.GetRequiredService<FactoryDirectory>().Note(new AnnounceFactory
        {
            FactoryId = "desk-1",
            Epoch = 1,
            Role = "STANDALONE_NODE",
            Version = "1",
            Kinds = SampleKinds.All,
        });
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    internal Task StopAsync() => _app!.StopAsync();

    internal MissionsDbContext Open() => new(new DbContextOptionsBuilder<MissionsDbContext>().UseSqlite(ConnectionString).Options);

    internal Task<HttpResponseMessage> PostAsync(string path, string json, params (string Name, string Value)[] headers) =>
        PostAsync(path, Encoding.UTF8.GetBytes(json), "application/json", headers);

    internal async Task<HttpResponseMessage> PostAsync(string path, byte[] body, string? contentType, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (contentType is not null)
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    internal async Task<MissionView> SubmitAsync(string json = """{"mission_kind":"echo","payload":{"context":{"text":"hi"}}}""")
    {
        using var response = await PostAsync("/api/v1/missions", json);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return await ReadAsync<MissionView>(response);
    }

    internal async Task<TAnswer> GetAsync<TAnswer>(string path)
    {
        using var response = await Http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return await ReadAsync<TAnswer>(response);
    }

    internal static async Task<TAnswer> ReadAsync<TAnswer>(HttpResponseMessage response) =>
        JsonSerializer.Deserialize<TAnswer>(await response.Content.ReadAsStringAsync(), ContractsJson.Http)!;

    internal static async Task<ProblemAnswer> ProblemAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.Content.Headers.ContentType?.MediaType == "application/problem+json", $"{(int)response.StatusCode} {text}");
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        var problem = JsonSerializer.Deserialize<ProblemAnswer>(text, ContractsJson.Lenient)!;
        Assert.Equal((int)response.StatusCode, problem.Status);
        return problem;
    }
}

internal sealed record ProblemAnswer(string Type, string Title, int Status, string? Detail = null, Dictionary<string, string[]>? Errors = null);
