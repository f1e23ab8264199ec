using Corporation.Sagas.FactoryLife;
using Corporation.Sagas.Fleet;
using Corporation.Sagas.MissionLife;
using Microsoft.EntityFrameworkCore;

namespace Corporation.Sagas.Storage;

/// <summary>HQ's database: schema, migrations and queries. Changes go through the store's writer, never through this context.</summary>
/// <remarks>This one is for SQLite; <see cref="SharedMissionsDbContext"/> has the same tables in PostgreSQL. Each has its own migrations.</remarks>
public class MissionsDbContext : DbContext
{
    /// <summary>Creates the context.</summary>
    /// <param name="options">For SQLite.</param>
    public MissionsDbContext(DbContextOptions<MissionsDbContext> options)
        : base(options)
    {
    }

    /// <summary>Creates a context for another database.</summary>
    /// <param name="options">For that.</param>
    protected MissionsDbContext(DbContextOptions options)
        : base(options)
    {
    }

    /// <summary>The missions.</summary>
    public DbSet<MissionState> Missions => Set<MissionState>();

    /// <summary>The timeline.</summary>
    public DbSet<MissionEvent> Events => Set<MissionEvent>();

    /// <summary>What was submitted.</summary>
    public DbSet<StoredPayload> Payloads => Set<StoredPayload>();

    /// <summary>What came out.</summary>
    public DbSet<StoredResult> Results => Set<StoredResult>();

    /// <summary>What it consumed.</summary>
    public DbSet<StoredUsage> Usage => Set<StoredUsage>();

    /// <summary>What it logged.</summary>
    public DbSet<StoredLogLine> LogLines => Set<StoredLogLine>();

    /// <summary>Who has announced itself.</summary>
    public DbSet<FactoryRegistration> Factories => Set<FactoryRegistration>();

    /// <summary>What they can run.</summary>
    public DbSet<KindRegistration> Kinds => Set<KindRegistration>();

    /// <summary>Where each of them stands.</summary>
    public DbSet<FactoryState> FactoryStates => Set<FactoryState>();

    /// <summary>What happened to them.</summary>
    public DbSet<FactoryEvent> FactoryEvents => Set<FactoryEvent>();

    /// <summary>How their attempts ended.</summary>
    public DbSet<AttemptTally> Tallies => Set<AttemptTally>();

    /// <summary>What is left of rate limits.</summary>
    public DbSet<RateBucket> RateBuckets => Set<RateBucket>();

    /// <summary>What came from the fleet before this one.</summary>
    public DbSet<LegacyMission> LegacyMissions => Set<LegacyMission>();

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite can't compare EF's text form of DateTimeOffset; Unix microseconds compare, sort and are what PostgreSQL keeps, too.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMicroseconds>();
    }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(MissionsDbContext).Assembly);
        SnakeCaseColumns.Apply(modelBuilder.Model);
    }
}
