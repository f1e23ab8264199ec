using Corporation.SagaStore.Configuration;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Tests.Paying;

/// <summary>A program's own context, with the tables of the outbox in it.</summary>
public sealed class TillContext(DbContextOptions<TillContext> options) : DbContext(options)
{
    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Entry> Entries => Set<Entry>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Account>().Property(account => account.Id).ValueGeneratedNever();
        modelBuilder.Entity<Account>().Property(account => account.Steps).IsConcurrencyToken();
        modelBuilder.Entity<TellerState>().HasKey(teller => teller.CorrelationId);
        modelBuilder.Entity<TellerState>().Property(teller => teller.Version).IsConcurrencyToken();
        modelBuilder.AddTransactionalOutboxEntities();
    }
}

/// <summary>Counts the payments it has seen.</summary>
public sealed class Account
{
    public Guid Id { get; set; }

    public int Steps { get; set; }
}

/// <summary>What the ledger has noted; twice if a message was consumed twice.</summary>
public sealed class Entry
{
    public int Id { get; set; }

    public Guid AccountId { get; set; }
}
