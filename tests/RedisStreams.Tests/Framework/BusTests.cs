using Corporation.LocalServers;
using MassTransit;

namespace Corporation.RedisStreams.Tests.Framework;

public sealed class BusTests(RedisFixture redis) : BusPromises
{
    private protected override IReadOnlyList<RedisServer> Servers => [redis.Server];

    private protected override Task<BusHost> StartAsync(
        Action<IBusRegistrationConfigurator>? register = null, Action<IBusRegistrationContext, IRedisStreamsBusFactoryConfigurator>? configure = null) =>
        BusHost.StartAsync(redis.Server, register, configure);
}
