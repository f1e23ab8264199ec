using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Tests.Conformance;

/// <summary>A repository under test, with an empty store of its own for each test.</summary>
public abstract class RepositoryProfile : IAsyncDisposable
{
    protected const char Separator = '|';

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

    /// <summary>Where the store is, for another process that makes the same profile of it with <see cref="Existing"/>.</summary>
    public virtual string Describe() => throw new NotSupportedException();

    /// <summary>The profile of a store that another process has made and looks after.</summary>
    public static RepositoryProfile Existing(string description)
    {
        var (name, place) = description.Split(Separator, 2) is [var first, var rest] ? (first, rest) : throw new ArgumentException(description, nameof(description));
        return name switch
        {
            nameof(SqliteStoreProfile) => new SqliteStoreProfile(place),
            nameof(PostgreSqlStoreProfile) => new PostgreSqlStoreProfile(place),
            nameof(RedisProfile) => RedisProfile.At(place),
            _ => throw new ArgumentException($"There is no profile '{name}'.", nameof(description)),
        };
    }

    public abstract Task<long> CountAsync(IServiceProvider services);

    public virtual Task KillAsync() => throw new NotSupportedException();

    public virtual Task RestartAsync() => throw new NotSupportedException();

    public abstract ValueTask DisposeAsync();
}
