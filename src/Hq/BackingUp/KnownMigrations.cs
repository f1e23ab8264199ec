using Corporation.Sagas.Storage;
using Microsoft.EntityFrameworkCore;

namespace Corporation.Hq.BackingUp;

/// <summary>The migrations that this program knows.</summary>
internal static class KnownMigrations
{
    /// <summary>Checks that a backup is of this version or an older one.</summary>
    /// <returns>The newest migration in it.</returns>
    public static string Require(MissionsDbContext context, IReadOnlyList<string> found, string what)
    {
        var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        if (found.Count == 0)
            throw DatabaseException.BadInput($"{what} has no schema of an HQ: nothing tells which migrations were applied.");
        return found.FirstOrDefault(migration => !known.Contains(migration)) is { } newer
            ? throw DatabaseException.BadInput($"{what} is of a newer version: it has the migration {newer}, which this one doesn't know. Use that version.")
            : found.Max(StringComparer.Ordinal) ?? "";
    }
}
