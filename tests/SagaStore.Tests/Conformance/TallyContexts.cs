using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Corporation.SagaStore.Tests.Conformance;

/// <summary>The suite's saga without a concurrency token.</summary>
public class TallyContext : DbContext
{
    public TallyContext(DbContextOptions<TallyContext> options)
        : base(options)
    {
    }

    protected TallyContext(DbContextOptions options)
        : base(options)
    {
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<TallyState>(tally =>
    {
        tally.ToTable("tallies");
        tally.HasKey(row => row.CorrelationId);
        tally.HasIndex(row => row.Label);
        MapToken(tally);
    });

    protected virtual void MapToken(EntityTypeBuilder<TallyState> tally)
    {
    }
}

/// <summary>With a token that the repository advances.</summary>
public sealed class VersionedTallyContext(DbContextOptions<VersionedTallyContext> options) : TallyContext(options)
{
    protected override void MapToken(EntityTypeBuilder<TallyState> tally) => tally.Property(row => row.Version).IsConcurrencyToken();
}

/// <summary>With PostgreSQL's <c>xmin</c>.</summary>
public sealed class RowVersionTallyContext(DbContextOptions<RowVersionTallyContext> options) : TallyContext(options)
{
    protected override void MapToken(EntityTypeBuilder<TallyState> tally) => tally.Property<uint>("RowVersion").IsRowVersion();
}
