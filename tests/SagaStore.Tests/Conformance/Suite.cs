using Corporation.SagaStore.Tests.Sharing;
using MassTransit;

namespace Corporation.SagaStore.Tests.Conformance;

// One line for each repository that must keep the promises.
public sealed class SqliteStoreConformance() : SagaRepositoryConformance(new SqliteStoreProfile());

public sealed class PostgreSqlStoreConformance(SharedServer shared) : SagaRepositoryConformance(new PostgreSqlStoreProfile(shared.Server));

public sealed class OptimisticSqliteConformance()
    : SagaRepositoryConformance(new SqliteContextProfile<VersionedTallyContext>(ConcurrencyMode.Optimistic));

public sealed class PessimisticSqliteConformance()
    : SagaRepositoryConformance(new SqliteContextProfile<TallyContext>(ConcurrencyMode.Pessimistic));

public sealed class RowVersionPostgreSqlConformance(SharedServer shared)
    : SagaRepositoryConformance(new PostgreSqlContextProfile<RowVersionTallyContext>(shared.Server, ConcurrencyMode.Optimistic));

public sealed class VersionedPostgreSqlConformance(SharedServer shared)
    : SagaRepositoryConformance(new PostgreSqlContextProfile<VersionedTallyContext>(shared.Server, ConcurrencyMode.Optimistic));

public sealed class PessimisticPostgreSqlConformance(SharedServer shared)
    : SagaRepositoryConformance(new PostgreSqlContextProfile<TallyContext>(shared.Server, ConcurrencyMode.Pessimistic));

public sealed class OptimisticRedisConformance(SharedRedis shared) : SagaRepositoryConformance(new RedisProfile(shared.Server, ConcurrencyMode.Optimistic));

public sealed class PessimisticRedisConformance(SharedRedis shared) : SagaRepositoryConformance(new RedisProfile(shared.Server, ConcurrencyMode.Pessimistic));
