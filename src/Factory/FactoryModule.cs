using Corporation.Factory.Cataloguing;
using Corporation.Factory.Echoing;
using Corporation.Factory.Heartbeats;
using Corporation.Factory.Journaling;
using Corporation.Factory.Ordering;
using Corporation.Factory.Pinging;
using Corporation.Factory.Processes;
using Corporation.Factory.Relaying;
using Corporation.Factory.RepoBootstrapping;
using Corporation.Factory.Settings;
using Corporation.Factory.ShellRunning;
using Corporation.Factory.Working;
using Corporation.Factory.Workspaces;
using Corporation.Runtime.Messaging;
using Corporation.Runtime.Roles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Corporation.Factory;

/// <summary>Everything a factory runs. Read this file first: it is the table of contents of the project.</summary>
public static class FactoryModule
{
    /// <summary>Adds a factory to this process: the built-in kinds, and those of <paramref name="missions"/>.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="bus">Its bus.</param>
    /// <param name="missions">Adds kinds.</param>
    /// <param name="hasBuiltIns">False for a factory that runs nothing but <paramref name="missions"/>.</param>
    /// <exception cref="MissionCatalogException">A handler is wrong or two collide.</exception>
    public static IHostApplicationBuilder AddFactory(
        this IHostApplicationBuilder builder,
        BusComposition bus,
        Action<MissionCatalog>? missions = null,
        bool hasBuiltIns = true)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(bus);

        var catalog = new MissionCatalog();
        if (hasBuiltIns)
        {
            catalog.Add<EchoHandler>().Add<PingHandler>().Add<PauseFactoryHandler>().Add<ResumeFactoryHandler>()
                .Add<ShellTaskHandler>().Add<BootstrapRepoHandler>();
        }

        missions?.Invoke(catalog);
        var definitions = catalog.Build();

        AddOptions(builder);
        AddWorker(builder, definitions);
        FactoryEndpoints.Add(builder.Services, bus, definitions);
        return builder;
    }

    private static void AddOptions(IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<FactoryOptions>()
            .Bind(builder.Configuration.GetSection(FactoryOptions.Section))
            .PostConfigure(options => FactoryEnvironment.Apply(options, builder.Configuration))
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<FactoryOptions>, FactoryOptionsValidator>();

        // The host must not give up before the drain does.
        builder.Services.AddOptions<HostOptions>().PostConfigure<IOptions<FactoryOptions>>((host, factory) =>
        {
            var needed = factory.Value.DrainGraceDuration + factory.Value.DrainReportDuration + TimeSpan.FromSeconds(15);
            if (host.ShutdownTimeout < needed)
                host.ShutdownTimeout = needed;
        });
    }

    private static void AddWorker(IHostApplicationBuilder builder, IReadOnlyList<MissionDefinition> definitions)
    {
        var services = builder.Services;
        var role = builder.AddFactoryRole();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => FactoryIdentity.Create(
            provider.GetRequiredService<IOptions<FactoryOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FactoryIdentity>>()));
        services.AddSingleton(new AnnouncedKinds(role.Name, [.. definitions.Select(definition => definition.Announcement)]));
        services.AddSingleton<HeldClaims>();
        services.AddSingleton(provider =>
            new FactoryStatus(
                provider.GetRequiredService<FactoryIdentity>(), provider.GetRequiredService<HeldClaims>(), provider.GetRequiredService<Journal>()));
        services.AddSingleton<HqLink>();
        services.AddSingleton<ProcessEnd>();
        services.AddSingleton<Supersession>();
        services.AddSingleton<Announcer>();
        services.AddSingleton<RelayServices>();
        services.AddSingleton<OfferIntake>();
        services.AddSingleton<OfferDesk>();
        AddHeartbeats(services);
        services.AddSingleton<ReportSender>();
        services.AddSingleton<AttemptMetrics>();
        services.AddSingleton<AttemptReporter>();
        services.AddSingleton<AttemptWorker>();
        services.AddSingleton(provider => new MissionPayloads(provider.GetRequiredService<IOptions<FactoryOptions>>().Value.MaxResultBytes));
        services.AddSingleton<WorkspaceStore>();
        services.AddSingleton<ProcessRunner>();
        AddJournal(services);
        services.AddHostedService<FactoryProcess>();

        services.AddSingleton<RelayPump>().AddHostedService(provider => provider.GetRequiredService<RelayPump>());
        services.AddSingleton<LeaseLoop>().AddHostedService(provider => provider.GetRequiredService<LeaseLoop>());
        services.AddSingleton<WorkspaceCleaner>().AddHostedService(provider => provider.GetRequiredService<WorkspaceCleaner>());
        services.AddHostedService<FactoryLifetime>();
    }

    private static void AddHeartbeats(IServiceCollection services)
    {
        services.AddSingleton<QueuePausing>();
        services.AddSingleton<IntakeGate>();
        services.AddSingleton<KindQueues>();
        services.AddSingleton<KindSlots>();
        services.AddSingleton<SkewMeter>();
        services.AddSingleton<UsageSinceHeartbeat>();
        services.AddSingleton<ReceiveLoopWatch>();
        services.AddSingleton<HeartbeatSignal>();
        services.AddSingleton<HeartbeatComposer>();
        services.AddSingleton<DrainWatch>();
        services.AddSingleton<DrainDeadline>();
        services.AddSingleton<HeartbeatLoop>();
        services.AddHostedService<ChangeWatch>();
        services.AddHostedService<DrainExit>();
        services.AddSingleton<ModeRequest>();
        services.AddSingleton(static provider => Describe(provider));
        services.AddHostedService<CapabilitiesWriter>();
    }

    private static CapabilitiesDocument Describe(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<FactoryOptions>>().Value;
        return new CapabilitiesDocument(CapabilitiesText.Of(new CapabilitiesFacts
        {
            FactoryId = options.FactoryId,
            Role = provider.GetRequiredService<RolePolicy>(),
            DeploymentProfile = options.DeploymentProfile,
            Version = SoftwareVersion.Full,
            Kinds = [.. provider.GetRequiredService<AnnouncedKinds>().Announcements.Select(static kind => (kind.MissionKind, kind.Description, kind.Slots))],
            Labels = HeartbeatComposer.LabelsOf(options),
        }));
    }

    private static void AddJournal(IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<JournalMetrics>();
        services.AddSingleton<Journal>();
        services.AddSingleton<JournalDelivery>();
        services.AddHostedService<JournalOpening>();
        services.AddHealthChecks().AddCheck<JournalCheck>("journal", tags: ["ready"]);
    }
}
