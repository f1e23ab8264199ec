using Corporation.RedisStreams.Configuration;
using MassTransit;

namespace Corporation.RedisStreams.Tests;

/// <summary>
/// Waits far longer than any test: what happens all the same was not brought about by the end of a wait. So a busy machine can make a test slow, but
/// not red, and no machine is quick enough to hide a wait.
/// </summary>
internal static class WithoutPolling
{
    /// <summary>For blocking reads, looks at what may be due, and leases.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromMinutes(10);

    /// <summary>For steps that have no condition to poll. What goes wrong takes <see cref="Wait"/>, or a fifth of it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Has everything that the bus waits for come by itself, or never. Its clients are named as its virtual host.</summary>
    public static void WaitWithoutPolling(this IRedisStreamsBusFactoryConfigurator bus) =>
        ((StreamsBusFactoryConfigurator)bus).HostConfiguration.Settings.WaitWithoutPolling();

    /// <inheritdoc cref="WaitWithoutPolling(IRedisStreamsBusFactoryConfigurator)"/>
    public static void WaitWithoutPolling(this IRedisStreamsHostConfigurator host)
    {
        host.ConfigureClient(client => client.ClientName = ((StreamsHostSettings)host).VirtualHost);
        ((StreamsHostSettings)host).LongestWait = Wait;
    }
}
