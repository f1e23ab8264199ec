using Corporation.SagaStore.Configuration;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Opening;

/// <summary>Compares the migrations of a store with those that this process knows.</summary>
internal static class MigrationCheck
{
    /// <returns>How many are not applied yet.</returns>
    /// <exception cref="StoreStartException">The context has none, or the store has one that the context doesn't know.</exception>
    public static int Missing(string storeName, DbContext context, HashSet<string> known, IReadOnlyList<string> applied)
    {
        if (known.Count == 0)
        {
            throw new StoreStartException(
                $"{context.GetType().Name} has no migrations, so the store {storeName} can't get its schema. "
                + $"Add one with 'dotnet ef migrations add', or set {nameof(SqliteStoreOptions.Schema)} to {nameof(StoreSchema.CreateIfEmpty)}.", null);
        }

        return applied.FirstOrDefault(migration => !known.Contains(migration)) is { } newer
            ? throw new StoreStartException(
                $"The store {storeName} was written by a newer version: it has the migration {newer}, which this one doesn't know. "
                + "Start the newer version, or restore a backup from before the upgrade.", null)
            : known.Count - applied.Count;
    }
}
