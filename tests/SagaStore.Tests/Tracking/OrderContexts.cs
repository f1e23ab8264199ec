using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Corporation.SagaStore.Tests.Tracking;

/// <summary>Owned types in the row and beside it, children, and a class derived in the same table.</summary>
public class OrderContext : DbContext
{
    public OrderContext(DbContextOptions<OrderContext> options)
        : base(options)
    {
    }

    protected OrderContext(DbContextOptions options)
        : base(options)
    {
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<AuditRow>();
        modelBuilder.Entity<ExpressOrder>();
        modelBuilder.Entity<OrderState>(order =>
        {
            order.HasKey(row => row.CorrelationId);
            order.HasMany(row => row.Lines).WithOne().HasForeignKey(line => line.OrderId);
            MapParts(order);
            if (Database.IsNpgsql())
                order.Property<uint>("RowVersion").IsRowVersion();
            else
                order.Property(row => row.Version).IsConcurrencyToken();
        });
    }

    protected virtual void MapParts(EntityTypeBuilder<OrderState> order)
    {
        order.OwnsOne(row => row.Address);
        order.OwnsMany(row => row.Notes, note =>
        {
            note.Property<long>("Id");
            note.HasKey("Id");
        });
    }
}

/// <summary>Each class has a table; a derived order is in two.</summary>
public sealed class TablePerTypeContext(DbContextOptions<TablePerTypeContext> options) : OrderContext(options)
{
    protected override void MapParts(EntityTypeBuilder<OrderState> order)
    {
        base.MapParts(order);
        order.UseTptMappingStrategy();
    }
}

/// <summary>Each class has a table of its own with all columns.</summary>
public sealed class TablePerClassContext(DbContextOptions<TablePerClassContext> options) : OrderContext(options)
{
    // EF Core has no owned types in such tables.
    protected override void MapParts(EntityTypeBuilder<OrderState> order)
    {
        order.Ignore(row => row.Address);
        order.Ignore(row => row.Notes);
        order.UseTpcMappingStrategy();
    }
}

/// <summary>The id is text in its column.</summary>
public sealed class TextKeyContext(DbContextOptions<TextKeyContext> options) : OrderContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<OrderState>().ToTable("Odd \"orders\" {0}").Property(row => row.CorrelationId).HasConversion<string>().HasColumnName("the id");
    }
}
