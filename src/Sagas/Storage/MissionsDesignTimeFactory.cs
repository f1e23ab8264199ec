using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Corporation.Sagas.Storage;

/// <summary>Lets <c>dotnet ef migrations add</c> see the model; never used at run time.</summary>
internal sealed class MissionsDesignTimeFactory : IDesignTimeDbContextFactory<MissionsDbContext>
{
    public MissionsDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<MissionsDbContext>().UseSqlite("Data Source=design-time.db").Options);
}

/// <summary>As <see cref="MissionsDesignTimeFactory"/>.</summary>
internal sealed class SharedMissionsDesignTimeFactory : IDesignTimeDbContextFactory<SharedMissionsDbContext>
{
    public SharedMissionsDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SharedMissionsDbContext>().UseNpgsql("Host=127.0.0.1;Database=design-time").Options);
}
