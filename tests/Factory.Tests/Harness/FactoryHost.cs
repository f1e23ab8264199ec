using System.Text.Json;
using Corporation.Contracts;
using Corporation.Contracts.Cancelling;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Offering;
using Corporation.Factory.Cataloguing;
using Corporation.Factory.Working;
using Corporation.Runtime.Messaging;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Corporation.Factory.Tests.Harness;

/// <summary>A real factory on a real in-memory bus, with <see cref="FakeHq"/> at the other end.</summary>
internal sealed class FactoryHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly TemporaryFolder _folder;

    private FactoryHost(IHost host, FakeHq hq, TemporaryFolder folder) => (_host, Hq, _folder) = (host, hq, folder);

    public FakeHq Hq { get; }

    public IServiceProvider Services => _host.Services;

    public FactoryStatus Status => Services.GetRequiredService<FactoryStatus>();

    public string WorkspaceRoot => _folder.Path;

    public static async Task<FactoryHost> StartAsync(
        Action<MissionCatalog>? missions = null,
        FakeHq? hq = null,
        TimeProvider? time = null,
        Action<IServiceCollection>? services = null,
        IEnumerable<(string Key, string Value)>? settings = null,
        string? journal = null)
    {
        var folder = new TemporaryFolder();
        hq ??= new FakeHq();
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection((settings ?? []).Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))
            .Prepend(new("Factory:WorkspaceRoot", folder.Path)).Prepend(new("Bus:Kind", "InMemory"))
            .Prepend(new("Factory:JournalPath", journal)));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        if (time is not null)
            builder.Services.AddSingleton(time);
        services?.Invoke(builder.Services);

        var bus = new BusComposition();
        bus.Receive((_, transport) => transport.ReceiveEndpoint(QueueNames.Hq, endpoint =>
        {
            endpoint.ConfigureConsumeTopology = false;
            endpoint.ConcurrentMessageLimit = 1;
            endpoint.Instance(hq);
        }));
        builder.AddFactory(bus, missions);
        builder.AddCorporationBus(bus);

        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new(host, hq, folder);
    }

    public async Task<Guid> OfferAsync(string kind, object input, Guid? missionId = null, int attempt = 1)
    {
        var offer = new ExecuteMission
        {
            MissionId = missionId ?? Guid.NewGuid(),
            MissionKind = kind,
            Priority = 1,
            TimeoutSeconds = 30,
            MaxRetries = 0,
            Attempt = attempt,
            Payload = new MissionPayload(kind, input as JsonElement? ?? JsonSerializer.SerializeToElement(input, MissionJson.Result)),
        };
        await SendAsync(QueueNames.OfKind(kind), offer);
        return offer.MissionId;
    }

    public Task CancelAsync(Guid missionId) => SendAsync(
        QueueNames.OfFactory(Status.FactoryId),
        new CancelAttempt { MissionId = missionId, ClaimToken = Hq.TokenOf(missionId), Reason = "test" });

    public Task StopAsync() => _host.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        _folder.Dispose();
    }

    private async Task SendAsync<T>(string queue, T message)
        where T : class
    {
        var endpoint = await Services.GetRequiredService<IBus>().GetSendEndpoint(QueueNames.Address(queue));
        await endpoint.Send(message, TestContext.Current.CancellationToken);
    }
}
