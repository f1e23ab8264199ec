using Corporation.Factory;
using Corporation.Factory.Settings;
using Corporation.Hq.Api;
using Corporation.Hq.LegacyStreams.Delegating;
using Corporation.Runtime.Listening;
using Corporation.Runtime.Messaging;
using Corporation.Runtime.Roles;
using Corporation.Runtime.Telemetry;

namespace Corporation.Hq;

/// <summary>HQ and one factory in one process, on the in-memory bus and an SQLite file (<c>FACTORY_ROLE=STANDALONE_NODE</c>).</summary>
public static class StandaloneNode
{
    /// <summary>The name of its database in the state folder.</summary>
    internal const string DatabaseName = "hq.db";

    /// <summary>Builds the node; run it with <see cref="WebApplication.RunAsync"/> or start and stop it.</summary>
    public static WebApplication Build(StandaloneNodeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        const string Capabilities = $"{FactoryOptions.Section}:{nameof(FactoryOptions.CapabilitiesPath)}";
        var state = Path.GetFullPath(options.StateFolder);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [RoleModule.Variable] = RolePolicy.Of(FactoryRole.StandaloneNode).Name,
            [$"{FactoryOptions.Section}:{nameof(FactoryOptions.WorkspaceRoot)}"] = Path.Combine(state, "workspaces"),
            [Capabilities] = builder.Configuration[Capabilities] ?? Path.Combine(state, "capabilities.md"),
        });
        if (options.FactoryId is not null)
            builder.Configuration[$"{FactoryOptions.Section}:{nameof(FactoryOptions.FactoryId)}"] = options.FactoryId;
        if (options.Settings is not null)
            builder.Configuration.AddInMemoryCollection(options.Settings);
        LoopbackOnly.Require(options.Url, builder.Configuration);
        NodeLogging.Configure(builder, options.QuietLogs);
        builder.WebHost.UseUrls(options.Url);

        builder.AddCorporationTelemetry("corporation-node");
        var bus = new BusComposition();
        builder.AddHq(bus, new HqStore.InFile(Path.Combine(state, DatabaseName)));
        builder.AddFactory(bus, catalog =>
        {
            options.Missions?.Invoke(catalog);
            builder.AddLegacyKinds(catalog);
        });
        builder.AddCorporationBus(bus);

        var app = builder.Build();
        app.MapMissionApi();
        app.MapMetricsPage();
        return app;
    }
}
