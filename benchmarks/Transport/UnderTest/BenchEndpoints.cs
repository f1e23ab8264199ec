using System.Globalization;
using MassTransit;

namespace Corporation.TransportBench.UnderTest;

/// <summary>The receive endpoints, configured alike for every transport of MassTransit.</summary>
internal static class BenchEndpoints
{
    public const int Prefetch = 100;

    public static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"bench-{index}");

    public static void ConfigureBench<TEndpoint>(this IBusFactoryConfigurator<TEndpoint> bus, IRegistrationContext context, int endpoints)
        where TEndpoint : IReceiveEndpointConfigurator
    {
        for (var index = 0; index < endpoints; index++)
        {
            bus.ReceiveEndpoint(Name(index), endpoint =>
            {
                endpoint.PrefetchCount = Prefetch;
                // Of many endpoints only one gets messages, by its address: a copy for each of them would measure fan-out.
                endpoint.ConfigureConsumeTopology = endpoints == 1;
                endpoint.ConfigureConsumer<BenchConsumer>(context);
            });
        }
    }
}
