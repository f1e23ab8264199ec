using System.Data;
using Corporation.SagaStore.Tracking;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Configuration;

/// <summary>How a saga is kept through a <see cref="DbContext"/>. It has the members of MassTransit's own package that most programs use.</summary>
/// <typeparam name="TSaga">The saga; its key in the model is its <c>CorrelationId</c>.</typeparam>
public sealed class EntityFrameworkSagaRepositoryConfigurator<TSaga>
    where TSaga : class, ISaga
{
    private Func<IQueryable<TSaga>, IQueryable<TSaga>>? _customizeQuery;
    private Action<IServiceCollection>? _addContext;
    private Action<IServiceCollection, SagaTracking<TSaga>>? _register;
    private TrackingEngine? _engine;

    internal EntityFrameworkSagaRepositoryConfigurator()
    {
    }

    /// <summary>How two messages for one saga at the same time are kept apart.</summary>
    /// <value>Default <see cref="ConcurrencyMode.Pessimistic"/>, as in MassTransit's package.</value>
    public ConcurrencyMode ConcurrencyMode { get; set; } = ConcurrencyMode.Pessimistic;

    /// <summary>The isolation level of the transaction in which a message is consumed.</summary>
    /// <value>Default <see cref="IsolationLevel.ReadCommitted"/>: locks and tokens need no more. Without effect in SQLite, which has one level.</value>
    /// <remarks>With a higher level PostgreSQL refuses transactions that collide (40001); the retry consumes their messages again.</remarks>
    public IsolationLevel IsolationLevel { get; set; } = IsolationLevel.ReadCommitted;

    /// <summary>Uses the <typeparamref name="TContext"/> that the container gives for the scope of the message.</summary>
    public void ExistingDbContext<TContext>()
        where TContext : DbContext
    {
        _addContext = null;
        _register = (services, tracking) => services.AddTrackedSaga<TSaga, TContext>(tracking);
    }

    /// <summary>Adds the context to the container, scoped, unless it is there already, and uses it.</summary>
    public void AddDbContext<TContext>(Action<IServiceProvider, DbContextOptionsBuilder>? configure = null)
        where TContext : DbContext => AddDbContext<TContext, TContext>(configure);

    /// <summary>As <see cref="AddDbContext{TContext}"/>, for a context that is asked for by another type than its own.</summary>
    public void AddDbContext<TContext, TImplementation>(Action<IServiceProvider, DbContextOptionsBuilder>? configure = null)
        where TContext : DbContext
        where TImplementation : DbContext, TContext
    {
        ExistingDbContext<TContext>();
        _addContext = services => services.AddDbContext<TContext, TImplementation>((provider, options) => configure?.Invoke(provider, options));
    }

    /// <summary>The context's database is PostgreSQL, by way of Npgsql.</summary>
    public void UsePostgres() => _engine = new PostgreSqlTracking();

    /// <summary>The context's database is SQLite.</summary>
    public void UseSqlite() => _engine = new SqliteTracking();

    /// <summary>What each load of a saga asks for besides the saga itself, for example <c>query => query.Include(saga => saga.Lines)</c>.</summary>
    public void CustomizeQuery(Func<IQueryable<TSaga>, IQueryable<TSaga>> customize) => _customizeQuery = customize;

    /// <exception cref="InvalidOperationException">The context or the database has not been named.</exception>
    internal void Register(IServiceCollection services)
    {
        var register = _register ?? throw Missing("which DbContext it uses. Call ExistingDbContext or AddDbContext");
        var engine = _engine ?? throw Missing("which database it is in. Call UsePostgres or UseSqlite");
        _addContext?.Invoke(services);
        register(services, new SagaTracking<TSaga>(engine, ConcurrencyMode, IsolationLevel, _customizeQuery));
    }

    private static InvalidOperationException Missing(string what) =>
        new($"The saga {typeof(TSaga).Name} has an EntityFrameworkRepository that does not say {what}.");
}
