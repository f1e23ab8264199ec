using Corporation.Sagas.FactoryLife;
using Corporation.Sagas.Fleet;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Corporation.Sagas.Storage;

internal sealed class FactoryRegistrationMapping : IEntityTypeConfiguration<FactoryRegistration>
{
    public void Configure(EntityTypeBuilder<FactoryRegistration> entity)
    {
        entity.ToTable("factories");
        entity.HasKey(row => row.FactoryId);
    }
}

internal sealed class KindRegistrationMapping : IEntityTypeConfiguration<KindRegistration>
{
    public void Configure(EntityTypeBuilder<KindRegistration> entity)
    {
        entity.ToTable("factory_kinds");
        entity.HasKey(row => new { row.FactoryId, row.MissionKind });
    }
}

internal sealed class FactoryStateMapping : IEntityTypeConfiguration<FactoryState>
{
    public void Configure(EntityTypeBuilder<FactoryState> entity)
    {
        entity.ToTable("factory_states");
        entity.HasKey(row => row.CorrelationId);
        entity.Property(row => row.CorrelationId).HasColumnName("factory_key").ValueGeneratedNever();
        entity.Ignore(row => row.Presence);
        entity.Ignore(row => row.ModeNow);
        entity.Ignore(row => row.ModeAsSeen);
        entity.Property(row => row.Version).IsConcurrencyToken();
        entity.HasIndex(row => row.FactoryId).IsUnique();
        entity.HasIndex(row => row.WakeAt).HasFilter("wake_at is not null");
    }
}

internal sealed class FactoryEventMapping : IEntityTypeConfiguration<FactoryEvent>
{
    public void Configure(EntityTypeBuilder<FactoryEvent> entity)
    {
        entity.ToTable("factory_events");
        entity.HasKey(row => row.Position);
        entity.Property(row => row.Position).ValueGeneratedOnAdd();
        entity.HasIndex(row => new { row.FactoryId, row.Sequence });
    }
}

internal sealed class AttemptTallyMapping : IEntityTypeConfiguration<AttemptTally>
{
    public void Configure(EntityTypeBuilder<AttemptTally> entity)
    {
        entity.ToTable("attempt_tallies");
        entity.HasKey(row => new { row.FactoryId, row.MissionKind, row.Period, row.Writer });
        entity.HasIndex(row => row.Period);
    }
}

internal sealed class RateBucketMapping : IEntityTypeConfiguration<RateBucket>
{
    public void Configure(EntityTypeBuilder<RateBucket> entity)
    {
        entity.ToTable("rate_buckets");
        entity.HasKey(row => row.Name);
    }
}

internal sealed class LegacyMissionMapping : IEntityTypeConfiguration<LegacyMission>
{
    public void Configure(EntityTypeBuilder<LegacyMission> entity)
    {
        entity.ToTable("legacy_missions");
        entity.HasKey(row => row.MissionId);
        entity.Property(row => row.MissionId).ValueGeneratedNever();
        entity.HasIndex(row => row.JobId).IsUnique();
        entity.HasIndex(row => row.MissionId).HasFilter("reported_at is null").HasDatabaseName("ix_legacy_missions_to_report");
    }
}
