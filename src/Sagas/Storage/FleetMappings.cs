using Corporation.Sagas.Fleet;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Corporation.Sagas.Storage;

internal sealed class FactoryRegistrationMapping : IEntityTypeConfiguration<FactoryRegistration>
{
    public void Configure(EntityTypeBuilder<FactoryRegistration> entity)
    {
        entity.ToTable("factories");
        entity.HasKey(row => row.FactoryId);
    }
}

internal sealed class KindRegistrationMapping : IEntityTypeConfiguration<KindRegistration>
{
    public void Configure(EntityTypeBuilder<KindRegistration> entity)
    {
        entity.ToTable("factory_kinds");
        entity.HasKey(row => new { row.FactoryId, row.MissionKind });
    }
}
