using System.Collections.Concurrent;
using Corporation.SagaStore.Configuration;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Corporation.SagaStore.Tests.Conformance;

/// <summary>One process with an in-memory bus and the repository under test.</summary>
public sealed class RepositoryHost : IAsyncDisposable
{
    private const string Queue = "tallies";

    private readonly IHost _host;
    private readonly Witness _witness = new();

    private RepositoryHost(RepositoryProfile profile, bool insertOnInitial, Action<IBusRegistrationConfigurator>? register)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        profile.AddServices(builder.Services);
        builder.Services.AddSingleton(new TallySettings(insertOnInitial));
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            profile.Keep(bus.AddSagaStateMachine<TallySaga, TallyState>());
            register?.Invoke(bus);
            bus.UsingInMemory((context, memory) =>
            {
                memory.ConnectReceiveObserver(_witness);
                memory.ReceiveEndpoint(Queue, endpoint =>
                {
                    endpoint.PrefetchCount = 64;
                    endpoint.ConcurrentMessageLimit = 32;
                    endpoint.UseSagaStoreRetry();
                    endpoint.UseInMemoryOutbox(context);
                    endpoint.ConfigureSaga<TallyState>(context);
                });
                memory.ReceiveEndpoint("witness", endpoint =>
                {
                    endpoint.ConcurrentMessageLimit = 1; // In order.
                    endpoint.Handler<TallySaid>(message => _witness.Add(message.Message));
                    endpoint.Handler<Fault>(message => _witness.Add(message.Message));
                });
            });
        });
        _host = builder.Build();
    }

    public IServiceProvider Services => _host.Services;

    public IBus Bus => Services.GetRequiredService<IBus>();

    public IReadOnlyCollection<Fault> Faults => _witness.Faults;

    public static async Task<RepositoryHost> StartAsync(
        RepositoryProfile profile, bool insertOnInitial = false, Action<IBusRegistrationConfigurator>? register = null)
    {
        var host = new RepositoryHost(profile, insertOnInitial, register);
        try
        {
            await host._host.StartAsync(TestContext.Current.CancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public IReadOnlyList<string> SaidBy(Guid id) => [.. _witness.Said.Where(said => said.CorrelationId == id).Select(said => said.What)];

    public async Task<TallyState?> FindAsync(Guid id) => await Services.GetRequiredService<ILoadSagaRepository<TallyState>>().Load(id);

    /// <summary>Publishes and waits until the machine's endpoint is done with all of them, for better or worse, and what they said has arrived.</summary>
    public async Task ConsumeAsync(params object[] messages)
    {
        var before = _witness.Received(Queue);
        await Task.WhenAll(messages.Select(message => Bus.Publish(message, TestContext.Current.CancellationToken)));
        await Eventually.True(() => _witness.Received(Queue) >= before + messages.Length);

        // What left the endpoint lies before this in the witness's queue.
        var last = Guid.NewGuid();
        await Bus.Publish(new TallySaid(last, "the end"), TestContext.Current.CancellationToken);
        await Eventually.True(() => SaidBy(last).Count == 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }

    private sealed class Witness : IReceiveObserver
    {
        private readonly ConcurrentQueue<TallySaid> _said = new();
        private readonly ConcurrentQueue<Fault> _faults = new();
        private readonly ConcurrentDictionary<ReceiveContext, string> _received = new();

        public IReadOnlyCollection<TallySaid> Said => _said;

        public IReadOnlyCollection<Fault> Faults => _faults;

        public int Received(string queue) => _received.Values.Count(received => received == queue);

        public Task Add(TallySaid said)
        {
            _said.Enqueue(said);
            return Task.CompletedTask;
        }

        public Task Add(Fault fault)
        {
            _faults.Enqueue(fault);
            return Task.CompletedTask;
        }

        public Task PostReceive(ReceiveContext context) => Count(context);

        public Task ReceiveFault(ReceiveContext context, Exception exception) => Count(context);

        public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
            where T : class => Task.CompletedTask;

        public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
            where T : class => Task.CompletedTask;

        // Of a failed message both observers may be called.
        private Task Count(ReceiveContext context)
        {
            _received.TryAdd(context, context.InputAddress.AbsolutePath.TrimStart('/'));
            return Task.CompletedTask;
        }
    }
}
