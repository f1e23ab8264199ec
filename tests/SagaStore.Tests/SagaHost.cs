using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Tests.Counting;
using MassTransit;
using MassTransit.Mediator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Corporation.SagaStore.Tests;

/// <summary>A host with a store, an in-memory bus and the mediator; the counter saga is registered with both.</summary>
public sealed class SagaHost : IAsyncDisposable
{
    private readonly IHost _host;

    private SagaHost(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public IBus Bus => Services.GetRequiredService<IBus>();

    public IMediator Mediator => Services.GetRequiredService<IMediator>();

    public IStoreReader Reader => Services.GetRequiredService<IStoreReader>();

    public Seen Seen => Services.GetRequiredService<Seen>();

    public static async Task<SagaHost> StartAsync(StoreFolder folder, Action<IServiceCollection>? register = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSqliteStore<CountingContext>(options =>
        {
            options.FilePath = folder.File;
            options.BusyTimeout = TimeSpan.FromMilliseconds(200);
            options.Schema = StoreSchema.CreateIfEmpty;
        });
        builder.Services.AddSingleton<Seen>();
        builder.Services.AddSingleton(new CounterSettings(InsertOnInitial: false));
        register?.Invoke(builder.Services);
        builder.Services.AddMediator(mediator =>
        {
            mediator.AddSagaStateMachine<CounterSaga, CounterState>().StoreRepository();
            mediator.ConfigureMediator((context, endpoint) =>
            {
                endpoint.UseSagaStoreRetry();
                endpoint.UseInMemoryOutbox(context);
            });
        });
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddSagaStateMachine<CounterSaga, CounterState>().StoreRepository();
            bus.UsingInMemory((context, memory) =>
            {
                memory.ReceiveEndpoint("counters", endpoint =>
                {
                    endpoint.PrefetchCount = 64;
                    endpoint.ConcurrentMessageLimit = 32;
                    endpoint.UseSagaStoreRetry();
                    endpoint.UseInMemoryOutbox(context);
                    endpoint.ConfigureSaga<CounterState>(context);
                });
                memory.ReceiveEndpoint("witness", endpoint =>
                {
                    var seen = context.GetRequiredService<Seen>();
                    endpoint.Handler<CounterStepped>(message => seen.Add(message.Message));
                    endpoint.Handler<Fault>(message => seen.Add(message.Message));
                });
            });
        });

        var host = new SagaHost(builder.Build());
        await host._host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    public CounterState? Find(Guid id) => Reader.Find<CounterState>(id);

    public IReadOnlyList<string> StepsOf(Guid id) => Reader.Query(
        "SELECT \"What\" FROM steps WHERE \"CounterId\" = $1 ORDER BY \"Number\"", row => row.GetString(0), id);

    public Task WaitForStepsAsync(Guid id, int steps) => Eventually.True(() => Find(id)?.Steps == steps);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
