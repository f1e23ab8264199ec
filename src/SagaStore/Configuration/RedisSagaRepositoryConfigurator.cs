using Corporation.SagaStore.Snapshotting;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Corporation.SagaStore.Configuration;

/// <summary>How a saga is kept in Redis: one hash with its version and its JSON.</summary>
/// <typeparam name="TSaga">The saga; <see cref="System.Text.Json"/> must be able to write and read it.</typeparam>
public sealed class RedisSagaRepositoryConfigurator<TSaga>
    where TSaga : class, ISagaVersion
{
    private Func<IServiceProvider, ValueTask<IDatabase>>? _connect;

    internal RedisSagaRepositoryConfigurator()
    {
    }

    /// <summary>How two messages for one saga at the same time are kept apart.</summary>
    /// <value>Default <see cref="ConcurrencyMode.Optimistic"/>. Writes are fenced by the saga's version in both modes.</value>
    public ConcurrencyMode ConcurrencyMode { get; set; } = ConcurrencyMode.Optimistic;

    /// <summary>What the keys start with: <c>prefix:{correlation id}</c>.</summary>
    /// <value>Default the name of the saga's type, so that two sagas with the same id stay apart.</value>
    public string KeyPrefix { get; set; } = typeof(TSaga).Name;

    /// <summary>How long a lock holds, in pessimistic mode, when its holder has died.</summary>
    /// <value>1 ms or more. Default 30 s.</value>
    /// <remarks>A behaviour that takes longer is refused when it writes, and its message consumed again: make it longer than the longest.</remarks>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a message waits for the lock before the attempt counts as failed.</summary>
    /// <value>Zero or more. Default 30 s.</value>
    public TimeSpan LockRetryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after its last change a saga is kept.</summary>
    /// <value>1 ms or more. Default null: until it is completed.</value>
    public TimeSpan? Expiry { get; set; }

    /// <summary>Connects by a configuration string of StackExchange.Redis. Sagas with the same configuration share a connection.</summary>
    /// <exception cref="ArgumentException">It is not such a string.</exception>
    public void DatabaseConfiguration(string configuration) => DatabaseConfiguration(ConfigurationOptions.Parse(configuration));

    /// <summary>As <see cref="DatabaseConfiguration(string)"/>. A server that is away at the start is found later.</summary>
    public void DatabaseConfiguration(ConfigurationOptions configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _connect = provider => provider.GetRequiredService<SnapshotConnections>().OpenAsync(configuration);
    }

    /// <summary>Uses a connection of the program, which stays its owner.</summary>
    public void ConnectionFactory(Func<IServiceProvider, IConnectionMultiplexer> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        _connect = provider => ValueTask.FromResult(factory(provider).GetDatabase());
    }

    /// <exception cref="InvalidOperationException">A setting is missing or out of its range; all of them are named.</exception>
    internal SnapshotSettings<TSaga> Build()
    {
        string[] errors =
        [
            .. Unless(_connect is not null, "it does not say where Redis is. Call DatabaseConfiguration or ConnectionFactory"),
            .. Unless(!string.IsNullOrWhiteSpace(KeyPrefix), "KeyPrefix is empty"),
            .. Unless(!KeyPrefix.AsSpan().ContainsAny('{', '}'), $"KeyPrefix '{KeyPrefix}' has a brace; braces mark the cluster hash tag"),
            .. Unless(LockTimeout.TotalMilliseconds >= 1, $"LockTimeout is {LockTimeout}; it must be 1 ms or more"),
            .. Unless(LockRetryTimeout >= TimeSpan.Zero, $"LockRetryTimeout is {LockRetryTimeout}; it must be zero or more"),
            .. Unless(Expiry is null or { TotalMilliseconds: >= 1 }, $"Expiry is {Expiry}; it must be 1 ms or more, or null"),
        ];
        if (errors.Length > 0)
            throw new InvalidOperationException($"The RedisRepository of the saga {typeof(TSaga).Name} can't work: {string.Join("; ", errors)}.");

        return new SnapshotSettings<TSaga>
        {
            Mode = ConcurrencyMode,
            KeyPrefix = KeyPrefix,
            LockTimeout = LockTimeout,
            LockRetryTimeout = LockRetryTimeout,
            Expiry = Expiry,
            Connect = _connect!, // Checked above.
        };
    }

    private static string[] Unless(bool holds, string error) => holds ? [] : [error];
}
