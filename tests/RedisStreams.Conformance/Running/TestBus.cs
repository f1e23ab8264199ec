using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Corporation.RedisStreams.Conformance.Running;

/// <summary>A container with one bus that runs.</summary>
public sealed class TestBus : IAsyncDisposable
{
    private readonly ServiceProvider _provider;
    private bool _stopped;

    private TestBus(ServiceProvider provider) => _provider = provider;

    public IServiceProvider Services => _provider;

    public IBusControl Bus => _provider.GetRequiredService<IBusControl>();

    /// <summary>Connects endpoints with what the container has registered.</summary>
    public IReceiveEndpointConnector Connector => _provider.GetRequiredService<IReceiveEndpointConnector>();

    public static async Task<TestBus> StartAsync(Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new TestOutputLogger()).AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        register(services);

        var bus = new TestBus(services.BuildServiceProvider(validateScopes: true));
        try
        {
            await bus._provider.GetRequiredService<IBusDepot>().Start(TestContext.Current.CancellationToken).InTime("the bus to start");
            return bus;
        }
        catch
        {
            await bus.DisposeAsync();
            throw;
        }
    }

    public async Task SendAsync<T>(Uri address, T message, Action<SendContext<T>>? configure = null)
        where T : class
    {
        var endpoint = await Bus.GetSendEndpoint(address).InTime($"a way to {address}");
        var send = endpoint.Send(message, context => configure?.Invoke(context), TestContext.Current.CancellationToken);
        await send.InTime($"a send to {address}");
    }

    public Task PublishAsync<T>(T message, Action<PublishContext<T>>? configure = null)
        where T : class => Bus.Publish(message, context => configure?.Invoke(context), TestContext.Current.CancellationToken).InTime();

    public async Task StopAsync()
    {
        if (_stopped)
            return;

        _stopped = true;
        // Not with the test's token: a test that was cancelled must not leave a bus behind.
        await _provider.GetRequiredService<IBusDepot>().Stop(CancellationToken.None).WaitAsync(Patience.Deadline, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        finally
        {
            await _provider.DisposeAsync().AsTask().WaitAsync(Patience.Deadline, CancellationToken.None);
        }
    }
}
