using Corporation.SagaStore.Consuming;
using Corporation.SagaStore.Delivering;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Corporation.SagaStore.Configuration;

/// <summary>The tables of the transactional inbox and outbox, for <c>OnModelCreating</c>.</summary>
public static class TransactionalOutboxModel
{
    /// <summary>
    /// Adds <see cref="InboxState"/>, <see cref="OutboxState"/> and <see cref="OutboxMessage"/>. Names of tables and columns may be changed; the
    /// statements follow the model.
    /// </summary>
    /// <param name="modelBuilder">The model.</param>
    /// <param name="callback">Changes each of the three, for example <c>entity => entity.Metadata.SetSchema("bus")</c>.</param>
    public static void AddTransactionalOutboxEntities(this ModelBuilder modelBuilder, Action<EntityTypeBuilder>? callback = null)
    {
        modelBuilder.AddInboxStateEntity(callback);
        modelBuilder.AddOutboxStateEntity(callback);
        modelBuilder.AddOutboxMessageEntity(callback);
    }

    /// <summary>Adds <see cref="InboxState"/> alone.</summary>
    public static void AddInboxStateEntity(this ModelBuilder modelBuilder, Action<EntityTypeBuilder<InboxState>>? callback = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        var inbox = modelBuilder.Entity<InboxState>();
        inbox.HasKey(row => new { row.MessageId, row.ConsumerId });
        inbox.Property(row => row.MessageId).ValueGeneratedNever();
        inbox.Property(row => row.ConsumerId).ValueGeneratedNever();
        inbox.HasIndex(row => row.Consumed);
        callback?.Invoke(inbox);
    }

    /// <summary>Adds <see cref="OutboxState"/> alone.</summary>
    public static void AddOutboxStateEntity(this ModelBuilder modelBuilder, Action<EntityTypeBuilder<OutboxState>>? callback = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        var outbox = modelBuilder.Entity<OutboxState>();
        outbox.HasKey(row => row.OutboxId);
        outbox.Property(row => row.OutboxId).ValueGeneratedNever();

        // CURRENT_TIMESTAMP is when PostgreSQL's transaction began: a hold counted from there would be over before a slow consumer commits.
        outbox.Property(row => row.Created).HasDefaultValueSql(IsPostgreSql(modelBuilder) ? "clock_timestamp()" : "CURRENT_TIMESTAMP");
        outbox.HasIndex(row => row.Created);
        outbox.HasIndex(row => new { row.SagaId, row.Created, row.OutboxId });
        callback?.Invoke(outbox);
    }

    /// <summary>Adds <see cref="OutboxMessage"/> alone.</summary>
    public static void AddOutboxMessageEntity(this ModelBuilder modelBuilder, Action<EntityTypeBuilder<OutboxMessage>>? callback = null)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        var message = modelBuilder.Entity<OutboxMessage>();
        message.HasKey(row => new { row.OutboxId, row.SequenceNumber });
        message.Property(row => row.OutboxId).ValueGeneratedNever();
        message.Property(row => row.SequenceNumber).ValueGeneratedNever();
        message.HasIndex(row => row.Parked);
        callback?.Invoke(message);
    }

    // Npgsql's conventions mark the model before OnModelCreating runs.
    private static bool IsPostgreSql(ModelBuilder modelBuilder) => modelBuilder.Model.GetValueGenerationStrategy() is not null;
}
