using Corporation.Hq.Api;
using Corporation.Hq.LegacyStreams.Delegating;
using Corporation.Runtime.Listening;
using Corporation.Runtime.Messaging;
using Corporation.Runtime.Roles;
using Corporation.Runtime.Telemetry;
using Corporation.SagaStore.Configuration;

namespace Corporation.Hq;

/// <summary>HQ alone, on the fleet's bus and PostgreSQL (<c>FACTORY_ROLE=HEADQUARTERS</c>). Several on one database and bus work side by side.</summary>
public static class Headquarters
{
    /// <summary>Builds the process; run it with <see cref="WebApplication.RunAsync"/> or start and stop it.</summary>
    public static WebApplication Build(HeadquartersOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { [RoleModule.Variable] = RolePolicy.Of(FactoryRole.Headquarters).Name });
        if (options.Settings is not null)
            builder.Configuration.AddInMemoryCollection(options.Settings);
        if (options.Database is not null)
            builder.Configuration[$"{PostgreSqlStoreOptions.Section}:{nameof(PostgreSqlStoreOptions.ConnectionString)}"] = options.Database;
        LoopbackOnly.Require(options.Url, builder.Configuration);
        NodeLogging.Configure(builder, options.QuietLogs);
        builder.WebHost.UseUrls(options.Url);

        builder.AddCorporationTelemetry("corporation-hq");
        var bus = new BusComposition();
        builder.AddHq(bus, new HqStore.OnServer());
        builder.AddLegacyFactory(bus);
        builder.AddCorporationBus(bus).RequireFleetBus();

        var app = builder.Build();
        app.MapMissionApi();
        app.MapMetricsPage();
        return app;
    }
}
