using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Corporation.SagaStore.Tracking;

/// <summary>Checks the saga's mapping before any service of the host starts. The database is not asked, it may come later.</summary>
internal sealed class TrackedSagaStartup<TSaga, TContext>(IServiceScopeFactory scopes, SagaTracking<TSaga> tracking) : IHostedLifecycleService
    where TSaga : class, ISaga
    where TContext : DbContext
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        tracking.ShapeIn(scope.ServiceProvider.GetRequiredService<TContext>());
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
