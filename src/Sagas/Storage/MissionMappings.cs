using Corporation.Sagas.MissionLife;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Corporation.Sagas.Storage;

internal sealed class MissionStateMapping : IEntityTypeConfiguration<MissionState>
{
    public void Configure(EntityTypeBuilder<MissionState> entity)
    {
        entity.ToTable("missions");
        entity.HasKey(mission => mission.CorrelationId);
        entity.Property(mission => mission.CorrelationId).HasColumnName("mission_id").ValueGeneratedNever();
        entity.Ignore(mission => mission.LifeState);
        entity.Property(mission => mission.Version).IsConcurrencyToken();
        entity.HasIndex(mission => mission.IdempotencyKey).IsUnique().HasFilter("idempotency_key is not null");
        entity.HasIndex(mission => mission.WakeAt).HasFilter("wake_at is not null");

        // The dispatcher: what of a kind any of its factories may take, best first; and what of it is under way.
        entity.HasIndex(mission => new { mission.MissionKind, mission.Priority, mission.QueuedAt })
            .IsDescending(false, true, false)
            .HasFilter("current_state = 'Queued' and offered_at is null and routing is null")
            .HasDatabaseName("ix_missions_backlog");
        entity.HasIndex(mission => mission.MissionKind)
            .HasFilter("current_state in ('Claimed', 'Running') or (current_state = 'Queued' and offered_at is not null)")
            .HasDatabaseName("ix_missions_under_way");

        // What HQ must find a factory for, and what it has found one for that has not claimed it yet.
        entity.HasIndex(mission => new { mission.Priority, mission.QueuedAt, mission.MissionKind })
            .IsDescending(true, false, false)
            .HasFilter("current_state = 'Queued' and offered_at is null and routing is not null")
            .HasDatabaseName("ix_missions_to_place");
        entity.HasIndex(mission => mission.PlacedFactoryId)
            .HasFilter("current_state = 'Queued' and placed_factory_id is not null")
            .HasDatabaseName("ix_missions_placed");

        // The lists: newest first by id within each filter. A list of one kind merges its states, so one index serves it with and without
        // a filter by state; the factory stands at the end so that filtering by it needs no row.
        entity.HasIndex(mission => new { mission.CurrentState, mission.CorrelationId });
        entity.HasIndex(mission => new { mission.MissionKind, mission.CurrentState, mission.CorrelationId, mission.FactoryId })
            .HasDatabaseName("ix_missions_kind_state");
        entity.HasIndex(mission => new { mission.FactoryId, mission.CurrentState, mission.CorrelationId })
            .HasFilter("factory_id is not null")
            .HasDatabaseName("ix_missions_factory_state");
    }
}

internal sealed class MissionEventMapping : IEntityTypeConfiguration<MissionEvent>
{
    public void Configure(EntityTypeBuilder<MissionEvent> entity)
    {
        entity.ToTable("mission_events");
        entity.HasKey(row => row.Position);
        entity.Property(row => row.Position).ValueGeneratedOnAdd();
        entity.Ignore(row => row.MissionKind);
        entity.Ignore(row => row.FactoryId);
        entity.Ignore(row => row.ClaimToken);
        entity.Ignore(row => row.QueuedSince);
        entity.Ignore(row => row.OfferedSince);
        entity.Ignore(row => row.IsRouted);
        entity.Ignore(row => row.StartedSince);
        entity.HasIndex(row => new { row.MissionId, row.Sequence }).IsUnique();
    }
}

internal sealed class StoredPayloadMapping : IEntityTypeConfiguration<StoredPayload>
{
    public void Configure(EntityTypeBuilder<StoredPayload> entity)
    {
        entity.ToTable("mission_payloads");
        entity.HasKey(row => row.MissionId);
        entity.Property(row => row.MissionId).ValueGeneratedNever();
    }
}

internal sealed class StoredResultMapping : IEntityTypeConfiguration<StoredResult>
{
    public void Configure(EntityTypeBuilder<StoredResult> entity)
    {
        entity.ToTable("mission_results");
        entity.HasKey(row => row.MissionId);
        entity.Property(row => row.MissionId).ValueGeneratedNever();
    }
}

internal sealed class StoredUsageMapping : IEntityTypeConfiguration<StoredUsage>
{
    public void Configure(EntityTypeBuilder<StoredUsage> entity)
    {
        entity.ToTable("mission_usage");
        entity.HasKey(row => row.Position);
        entity.Property(row => row.Position).ValueGeneratedOnAdd();
        entity.HasIndex(row => row.MissionId);
    }
}

internal sealed class StoredLogLineMapping : IEntityTypeConfiguration<StoredLogLine>
{
    public void Configure(EntityTypeBuilder<StoredLogLine> entity)
    {
        entity.ToTable("mission_log_lines");
        entity.HasKey(row => row.Position);
        entity.Property(row => row.Position).ValueGeneratedOnAdd();
        entity.HasIndex(row => new { row.MissionId, row.Attempt, row.Number }).IsUnique();
        entity.HasIndex(row => new { row.MissionId, row.Position });
    }
}
