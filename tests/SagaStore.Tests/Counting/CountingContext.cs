using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Corporation.SagaStore.Tests.Counting;

public sealed class CountingContext(DbContextOptions<CountingContext> options) : DbContext(options)
{
    public DbSet<CounterState> Counters => Set<CounterState>();

    public DbSet<CounterStep> Steps => Set<CounterStep>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<CounterState>(counter =>
        {
            counter.ToTable("counters");
            counter.HasKey(row => row.CorrelationId);
            counter.Property(row => row.CorrelationId).HasColumnName("counter_id").ValueGeneratedNever();
            counter.Property(row => row.Version).IsConcurrencyToken();
            counter.Property(row => row.ChangedAt).HasConversion<UnixTime>();
            counter.Property(row => row.Color).HasConversion<string>();
            counter.HasIndex(row => row.Name).IsUnique();
        });
        modelBuilder.Entity<CounterStep>(step =>
        {
            step.ToTable("steps");
            step.HasKey(row => row.Position);
            step.Property(row => row.Position).ValueGeneratedOnAdd();
            step.Ignore(row => row.NotStored);
            step.HasIndex(row => new { row.CounterId, row.Number }).IsUnique();
        });
        modelBuilder.Entity<Pair>(pair => pair.ToTable("pairs").HasKey(row => new { row.Left, row.Right }));
        modelBuilder.Entity<TokenlessState>().HasKey(row => row.CorrelationId);
        modelBuilder.Entity<AllTypes>(all =>
        {
            all.ToTable("all types");
            all.Property<string>("_hidden").HasColumnName("hidden\"name");
            all.Property(row => row.ColorName).HasConversion<string>();
        });
    }

    private sealed class UnixTime() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(), milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
