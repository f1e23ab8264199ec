using Corporation.Sagas.MissionLife;
using Microsoft.EntityFrameworkCore;

namespace Corporation.Sagas.Storage;

/// <summary>HQ's database in PostgreSQL, which several HQs share.</summary>
/// <param name="options">For PostgreSQL.</param>
public sealed class SharedMissionsDbContext(DbContextOptions<SharedMissionsDbContext> options) : MissionsDbContext(options)
{
    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        base.OnModelCreating(modelBuilder);

        // What an older process of a factory still holds, when a newer one comes.
        modelBuilder.Entity<MissionState>(mission =>
        {
            mission.HasIndex(row => row.FactoryId)
                .HasFilter("current_state in ('Claimed', 'Running')")
                .HasDatabaseName("ix_missions_held");
        });
    }
}
