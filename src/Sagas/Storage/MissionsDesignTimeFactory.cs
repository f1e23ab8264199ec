using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Corporation.Sagas.Storage;

/// <summary>Lets <c>dotnet ef migrations add</c> see the model; never used at run time.</summary>
internal sealed class MissionsDesignTimeFactory : IDesignTimeDbContextFactory<MissionsDbContext>
{
    public MissionsDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<MissionsDbContext>().UseSqlite("Data Source=design-time.db").Options);
}
