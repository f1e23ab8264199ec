using System.Diagnostics.CodeAnalysis;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Tracking;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Corporation.SagaStore.Delivering;

/// <summary>What the parts of the outbox of one context share in this process.</summary>
/// <param name="contextType">The context.</param>
/// <param name="scopes">Where contexts come from: however the program makes them.</param>
/// <param name="options">The settings.</param>
/// <param name="turns">For SQLite.</param>
/// <param name="logger">Where the delivery logs.</param>
internal abstract class Outbox(Type contextType, IServiceScopeFactory scopes, OutboxOptions options, SqliteTurns turns, ILogger logger)
{
    private readonly SqlDialect _dialect = options.IsSqlite ? new SqliteDialect() : new PostgreSqlDialect();
    private OutboxSql? _sql;

    public string Name => contextType.Name;

    public OutboxOptions Options => options;

    public KeyValuePair<string, object?> Tag { get; } = new("context", contextType.Name);

    public ILogger Logger => logger;

    /// <summary>Set when something was committed that the delivery service has to send.</summary>
    public OutboxSignal Committed { get; } = new();

    public bool LocksRows => _dialect.LocksRows;

    [SuppressMessage("Reliability", "CA2000", Justification = "The session disposes of the scope.")]
    public OutboxSession Open()
    {
        var scope = scopes.CreateAsyncScope();
        var context = (DbContext)scope.ServiceProvider.GetRequiredService(contextType);
        context.Database.SetCommandTimeout(options.QueryTimeout);
        return new OutboxSession(scope, context, SqlOf(context));
    }

    public OutboxSql SqlOf(DbContext context) => _sql ??= new OutboxSql(context, _dialect);

    /// <summary>SQLite's clock is that of this machine, and its CURRENT_TIMESTAMP has no fractions; PostgreSQL puts its own time in.</summary>
    public OutboxState NewState(Guid outboxId, TimeSpan hold, Guid? sagaId) => new()
    {
        OutboxId = outboxId,
        SagaId = sagaId,
        HoldMs = (int)hold.TotalMilliseconds,
        Created = options.IsSqlite ? TimeProvider.System.GetUtcNow().UtcDateTime : default,
    };

    /// <summary>In SQLite the right to write; elsewhere nothing.</summary>
    public async Task<IDisposable?> TakeTurnAsync(DbContext context, CancellationToken cancellationToken) =>
        options.IsSqlite ? await turns.TakeAsync(context, cancellationToken) : null;
}

/// <inheritdoc />
internal sealed class Outbox<TContext>(IServiceScopeFactory scopes, OutboxOptions options, SqliteTurns turns, IBusControl bus, ILogger<Outbox<TContext>> logger)
    : Outbox(typeof(TContext), scopes, options, turns, logger)
    where TContext : DbContext
{
    public MessageSender Sender { get; } = new(bus, options, new KeyValuePair<string, object?>("context", typeof(TContext).Name), logger);
}
