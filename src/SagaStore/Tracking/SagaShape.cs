using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Corporation.SagaStore.Tracking;

/// <summary>What the repository has to know of a saga's mapping.</summary>
/// <param name="Tokens">The concurrency tokens that the repository advances, as the database doesn't.</param>
/// <param name="Parts">What a saga consists of besides its own row: everything that its navigations lead to, owned or not.</param>
/// <param name="LockedTables">What is locked in pessimistic mode.</param>
/// <param name="HasRowVersion">Whether the database advances a token, with each change of the row that it is in.</param>
internal sealed record SagaShape(
    IReadOnlyList<IProperty> Tokens, IReadOnlySet<IEntityType> Parts, IReadOnlyList<LockedTable> LockedTables, bool HasRowVersion)
{
    /// <summary>Makes the saga's own row change with any of its parts, as its token is there, and advances the token.</summary>
    public void Touch(EntityEntry saga)
    {
        // All columns are written then. Of a saga in several tables (one for each type of a hierarchy) only one has the row version: a change in
        // another alone would not be checked.
        if (saga.State == EntityState.Unchanged && HasChangedPart(saga.Context)
            || saga.State == EntityState.Modified && HasRowVersion && saga.Metadata.GetTableMappings().Skip(1).Any())
        {
            saga.State = EntityState.Modified;
        }

        if (saga.State != EntityState.Modified)
            return;

        foreach (var token in Tokens)
            TokenAdvance.Apply(saga.Property(token));
    }

    /// <summary>Forgets the saga with its parts: what the behaviour changed of it shall not be saved.</summary>
    public void Forget(EntityEntry saga)
    {
        foreach (var part in saga.Context.ChangeTracker.Entries().Where(entry => Parts.Contains(entry.Metadata)).ToList())
            part.State = EntityState.Detached;
        saga.State = EntityState.Detached;
    }

    private bool HasChangedPart(DbContext context) =>
        Parts.Count > 0 && context.ChangeTracker.Entries().Any(entry => entry.State is not EntityState.Unchanged && Parts.Contains(entry.Metadata));
}
