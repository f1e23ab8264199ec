using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Tests.Conformance;

/// <summary>A repository under test, with an empty store of its own for each test.</summary>
public abstract class RepositoryProfile : IAsyncDisposable
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public abstract RepositoryFeatures Features { get; }

    /// <summary>Makes the empty store.</summary>
    /// <param name="alone">In a server that nobody else uses, as it will be killed.</param>
    public abstract Task StartAsync(bool alone);

    /// <summary>What a program registers besides the saga.</summary>
    public virtual void AddServices(IServiceCollection services)
    {
    }

    /// <summary>Registers the saga.</summary>
    public abstract void Keep<TSaga>(ISagaRegistrationConfigurator<TSaga> saga)
        where TSaga : class, ISagaVersion;

    /// <summary>Registers a saga that the repository can't keep.</summary>
    public virtual void KeepWrongly(ISagaRegistrationConfigurator<StrayState> saga) => Keep(saga);

    public abstract Task<long> CountAsync(IServiceProvider services);

    public virtual Task KillAsync() => throw new NotSupportedException();

    public virtual Task RestartAsync() => throw new NotSupportedException();

    public abstract ValueTask DisposeAsync();
}
