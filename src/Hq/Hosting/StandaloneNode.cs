using Corporation.Factory;
using Corporation.Factory.Settings;
using Corporation.Hq.Api;
using Corporation.Runtime.Messaging;
using Corporation.Runtime.Roles;

namespace Corporation.Hq;

/// <summary>HQ and one factory in one process, on the in-memory bus and an SQLite file (<c>FACTORY_ROLE=STANDALONE_NODE</c>).</summary>
public static class StandaloneNode
{
    /// <summary>Builds the node; run it with <see cref="WebApplication.RunAsync"/> or start and stop it.</summary>
    public static WebApplication Build(StandaloneNodeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var state = Path.GetFullPath(options.StateFolder);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [RoleModule.Variable] = RolePolicy.Of(FactoryRole.StandaloneNode).Name,
            [$"{FactoryOptions.Section}:{nameof(FactoryOptions.WorkspaceRoot)}"] = Path.Combine(state, "workspaces"),
        });
        if (options.FactoryId is not null)
            builder.Configuration[$"{FactoryOptions.Section}:{nameof(FactoryOptions.FactoryId)}"] = options.FactoryId;
        if (options.Settings is not null)
            builder.Configuration.AddInMemoryCollection(options.Settings);
        // Who sets a level wants to see what is left out otherwise.
        ConfigureLogging(builder.Logging, options.QuietLogs && builder.Configuration["Logging:LogLevel:Default"] is null);
        builder.WebHost.UseUrls(options.Url);

        var bus = new BusComposition();
        builder.AddHq(bus, Path.Combine(state, "hq.db"));
        builder.AddFactory(bus, options.Missions);
        builder.AddCorporationBus(bus);

        var app = builder.Build();
        app.MapMissionApi();
        return app;
    }

    private static void ConfigureLogging(ILoggingBuilder logging, bool isQuiet)
    {
        if (isQuiet)
        {
            logging.SetMinimumLevel(LogLevel.Warning);

            // Whoever starts the node is told by the exception why it did not start; a loop that dies is critical.
            logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical);

            // The mediator logs under this name what it consumes again after a conflict.
            logging.AddFilter("MassTransit", LogLevel.Error);
        }

        // Every statement, and every request, at Information: the timeline tells it better.
        logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        // A message that is consumed again after a conflict is no news (the store counts conflicts); one that is given up is an error.
        logging.AddFilter("MassTransit.ReceiveTransport", LogLevel.Error);
    }
}
