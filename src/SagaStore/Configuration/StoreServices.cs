using Corporation.SagaStore.Health;
using Corporation.SagaStore.Opening;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Configuration;

/// <summary>What every store registers.</summary>
internal static class StoreServices
{
    /// <exception cref="InvalidOperationException">A store is registered already.</exception>
    public static void AddStoreServices(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(IStoreStartup)))
            throw new InvalidOperationException("A store is registered already; a process has one. Map all entities in one DbContext.");

        services.AddLogging();
        services.AddSingleton<StoreHealth>();
        services.AddHostedService<StoreStartupService>();
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("store", tags: ["ready"]);
    }
}
