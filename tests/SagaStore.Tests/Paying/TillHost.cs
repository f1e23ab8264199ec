using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Delivering;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Corporation.SagaStore.Tests.Paying;

/// <summary>One process: an in-memory bus, consumers with inbox and outbox, and witnesses without.</summary>
public sealed class TillHost : IAsyncDisposable
{
    private readonly IHost _host;

    private TillHost(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public IBus Bus => Services.GetRequiredService<IBus>();

    public OutboxDesk<TillContext> Desk => Services.GetRequiredService<OutboxDesk<TillContext>>();

    public static async Task<TillHost> StartAsync(
        TillDatabase database,
        Witness witness,
        Action<EntityFrameworkOutboxConfigurator>? configure = null,
        Action<IBusRegistrationConfigurator>? register = null,
        Action<IServiceProvider, DbContextOptionsBuilder>? context = null)
    {
        // The one of the host before is kept by the flow, and is disposed of.
        LogContext.Current = null!;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddDbContext<TillContext>((provider, options) =>
        {
            database.Configure(options);
            context?.Invoke(provider, options);
        });
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<PayConsumer>();
            bus.AddConsumer<LedgerConsumer>();
            bus.AddEntityFrameworkOutbox<TillContext>(outbox =>
            {
                Choose(outbox, database.Engine);
                outbox.QueryDelay = TimeSpan.FromMilliseconds(100);
                outbox.HoldDuration = TimeSpan.FromSeconds(30);
                outbox.RetryDelay = TimeSpan.FromMilliseconds(20);
                outbox.UseBusOutbox();
                configure?.Invoke(outbox);
            });
            bus.AddConfigureEndpointsCallback((provider, _, endpoint) =>
            {
                endpoint.UseSagaStoreRetry();
                endpoint.UseEntityFrameworkOutbox<TillContext>(provider);
            });
            register?.Invoke(bus);
            bus.UsingInMemory((provider, memory) => Receive(provider, memory, witness));
        });

        var host = new TillHost(builder.Build());
        host.Bus.ConnectSendObserver(witness);
        await host._host.StartAsync(CancellationToken.None);
        return host;
    }

    /// <summary>What a controller would do: publish, and save in the same scope.</summary>
    public async Task InScopeAsync(Func<IServiceProvider, TillContext, Task> work)
    {
        await using var scope = Services.CreateAsyncScope();
        await work(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<TillContext>());
    }

    public Task PostAsync(Guid accountId, int receipts) => InScopeAsync(async (services, context) =>
    {
        var endpoint = services.GetRequiredService<IPublishEndpoint>();
        for (var number = 1; number <= receipts; number++)
            await endpoint.Publish(new Paid(accountId, number), publish => publish.CorrelationId = accountId);
        await context.SaveChangesAsync();
    });

    /// <summary>Messages that nobody consumes, one outbox.</summary>
    public Task PostInBulkAsync(int messages) => InScopeAsync(async (services, context) =>
    {
        var endpoint = services.GetRequiredService<IPublishEndpoint>();
        for (var number = 1; number <= messages; number++)
            await endpoint.Publish(new Lost(Guid.Empty));
        await context.SaveChangesAsync();
    });

    /// <summary>Directly into the queue, past any outbox.</summary>
    public async Task SendAsync(Pay pay, Guid? messageId = null)
    {
        var endpoint = await Bus.GetSendEndpoint(new Uri("queue:till"));
        await endpoint.Send(pay, context => context.MessageId = messageId ?? context.MessageId);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }

    private static void Choose(EntityFrameworkOutboxConfigurator outbox, StoreEngine engine)
    {
        if (engine == StoreEngine.PostgreSql)
            outbox.UsePostgres();
        else
            outbox.UseSqlite();
    }

    private static void Receive(IBusRegistrationContext provider, IInMemoryBusFactoryConfigurator memory, Witness witness)
    {
        memory.ReceiveEndpoint("till", endpoint =>
        {
            endpoint.PrefetchCount = 8;
            endpoint.UseSagaStoreRetry();
            endpoint.UseEntityFrameworkOutbox<TillContext>(provider);
            endpoint.ConfigureConsumer<PayConsumer>(provider);
        });
        memory.ConfigureEndpoints(provider, filter =>
        {
            filter.Exclude<PayConsumer>();
            filter.Exclude<LedgerConsumer>();
        });
        memory.ReceiveEndpoint("ledger", endpoint =>
        {
            endpoint.UseEntityFrameworkOutbox<TillContext>(provider);
            endpoint.ConfigureConsumer<LedgerConsumer>(provider);
        });
        memory.ReceiveEndpoint("till_skipped", endpoint =>
        {
            endpoint.ConfigureConsumeTopology = false;
            endpoint.Handler<Pay>(context =>
            {
                witness.Skipped.Enqueue(context.MessageId);
                return Task.CompletedTask;
            });
        });
        memory.ReceiveEndpoint("witness", endpoint =>
        {
            endpoint.Handler<Paid>(context =>
            {
                witness.Received.Enqueue(context);
                return Task.CompletedTask;
            });
            endpoint.Handler<Fault>(context =>
            {
                witness.Faults.Enqueue(context.Message);
                return Task.CompletedTask;
            });
        });
    }
}
