using Corporation.Sagas.Storage;
using Microsoft.EntityFrameworkCore;

namespace Corporation.Hq.Tests.Hosts;

/// <summary>The tables as the migration makes them.</summary>
internal static class TestSchema
{
    public static async Task CreateAsync(MissionsDbContext context)
    {
        await context.Database.EnsureCreatedAsync();
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL");
        await context.Database.ExecuteSqlRawAsync("PRAGMA synchronous = OFF");
        foreach (var statement in MissionSearch.CreateSql)
            await context.Database.ExecuteSqlRawAsync(statement);
    }
}
