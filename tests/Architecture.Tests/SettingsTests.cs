using Corporation.Factory.Settings;
using Corporation.Hq;
using Corporation.Runtime.Messaging;
using Corporation.Sagas.FactoryLife;
using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Configuration;

namespace Corporation.Architecture.Tests;

public sealed class SettingsTests
{
    public static TheoryData<string, Type> Sections => new()
    {
        { FactoryOptions.Section, typeof(FactoryOptions) },
        { $"{FactoryOptions.Section}:{nameof(FactoryOptions.Shell)}", typeof(ShellOptions) },
        { $"{FactoryOptions.Section}:{nameof(FactoryOptions.Repositories)}", typeof(RepositoryOptions) },
        { MissionLifeOptions.Section, typeof(MissionLifeOptions) },
        { FleetOptions.Section, typeof(FleetOptions) },
        { BusOptions.Section, typeof(BusOptions) },
        { SqliteStoreOptions.Section, typeof(SqliteStoreOptions) },
        { PostgreSqlStoreOptions.Section, typeof(PostgreSqlStoreOptions) },
        { "Retention", typeof(StandaloneNode).Assembly.GetType("Corporation.Hq.Retaining.RetentionOptions", throwOnError: true)! },
        { "LegacyStreams", typeof(StandaloneNode).Assembly.GetType("Corporation.Hq.LegacyStreams.LegacyStreamsOptions", throwOnError: true)! },
        { "LegacyStreams:Outbound", typeof(StandaloneNode).Assembly.GetType("Corporation.Hq.LegacyStreams.Delegating.LegacyOutboundOptions", throwOnError: true)! },
        { "Hq:Door", typeof(StandaloneNode).Assembly.GetType("Corporation.Hq.Submitting.MissionDoorOptions", throwOnError: true)! },
    };

    [Theory]
    [MemberData(nameof(Sections))]
    public void Every_setting_has_its_line_in_the_document(string section, Type options)
    {
        var document = File.ReadAllText(Path.Combine(RepositoryTree.Root, "docs", "settings.md"));

        // What holds further settings is no setting.
        var settings = options.GetProperties().Where(property => property is { CanWrite: true, PropertyType.Namespace: "System" });

        Assert.All(settings, property => Assert.Contains($"`{section}:{property.Name}`", document, StringComparison.Ordinal));
    }
}
