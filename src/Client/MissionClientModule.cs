using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Client;

/// <summary>Registers the client.</summary>
public static class MissionClientModule
{
    /// <summary>Adds an <see cref="IMissionClient"/> for the HQ at that URL.</summary>
    public static IServiceCollection AddMissionClient(this IServiceCollection services, Uri hq)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(hq);
        return services.AddSingleton<IMissionClient>(_ => Connect(hq));
    }

    /// <summary>Makes a client that keeps its own connections for the life of the process.</summary>
    public static IMissionClient Connect(Uri hq) => new MissionClient(Open(hq));

    /// <summary>The same for what concerns factories.</summary>
    public static IFleetClient ConnectFleet(Uri hq) => new FleetClient(Open(hq));

    private static HttpClient Open(Uri hq)
    {
        ArgumentNullException.ThrowIfNull(hq);

        // The lifetime lets a changed DNS entry be noticed; a proxy between a CLI and the HQ on the same machine would only be in the way.
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(5), UseProxy = !hq.IsLoopback };
        return new HttpClient(handler) { BaseAddress = hq, Timeout = Timeout.InfiniteTimeSpan };
    }
}
