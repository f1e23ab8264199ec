using Corporation.LocalServers;
using Corporation.RedisStreams.Tests.Framework;
using MassTransit;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>The same promises over TLS, to a server whose certificate the client is told to trust.</summary>
public sealed class When_the_server_speaks_tls(TlsFixture fixture) : BusPromises, IClassFixture<TlsFixture>
{
    private protected override IReadOnlyList<RedisServer> Servers => [fixture.Server];

    private protected override Task<BusHost> StartAsync(
        Action<IBusRegistrationConfigurator>? register = null, Action<IBusRegistrationContext, IRedisStreamsBusFactoryConfigurator>? configure = null) =>
        BusHost.StartAsync(
            fixture.Server.Url,
            register,
            configure,
            host => host.ConfigureClient(client => client.TrustIssuer(fixture.Server.CertificateAuthorityFile)));
}
