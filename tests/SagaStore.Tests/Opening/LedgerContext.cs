using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Corporation.SagaStore.Tests.Opening;

/// <summary>A context with one migration of its own.</summary>
public sealed class LedgerContext(DbContextOptions<LedgerContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<LedgerLine>().ToTable("ledger").HasKey(line => line.Id);
}

public sealed class LedgerLine
{
    public long Id { get; set; }
}

[DbContext(typeof(LedgerContext))]
[Migration("20260101000000_First")]
public sealed class FirstLedgerMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql("CREATE TABLE ledger (\"Id\" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT)");

    protected override void BuildTargetModel(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<LedgerLine>().ToTable("ledger").HasKey(line => line.Id);
}

[DbContext(typeof(LedgerContext))]
internal sealed class LedgerSnapshot : ModelSnapshot
{
    protected override void BuildModel(ModelBuilder modelBuilder) =>
        modelBuilder.HasAnnotation("ProductVersion", "10.0.0").Entity<LedgerLine>(line =>
        {
            line.Property(row => row.Id).ValueGeneratedOnAdd();
            line.ToTable("ledger").HasKey(row => row.Id);
        });
}
