using Corporation.LocalServers;
using MassTransit;
using MassTransit.Logging;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(Corporation.RedisStreams.Tests.RedisFixture))]

namespace Corporation.RedisStreams.Tests;

/// <summary>The one server of all tests that harm nobody: each takes a virtual host of its own. Tests that harm a server start their own.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private RedisServer? _server;

    public RedisServer Server => _server ?? throw new InvalidOperationException("Not started yet.");

    public async ValueTask InitializeAsync()
    {
        // The framework keeps the meter of the first bus of a process, and a host that ends disposes its meters: this one belongs to none.
        LogContextInstrumentationExtensions.TryConfigure(new ServiceCollection().AddMassTransit(bus => bus.UsingInMemory()).BuildServiceProvider());
        _server = await RedisServer.StartAsync(new RedisServerOptions(), CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
