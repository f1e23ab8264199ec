using Corporation.Contracts.Missions;
using Corporation.Factory;
using Corporation.Factory.Cataloguing;
using Corporation.Factory.Handling;
using Corporation.Factory.Settings;
using Corporation.Hq.Fleet;
using Corporation.Runtime.Messaging;
using Corporation.Runtime.Roles;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.LegacyStreams.Delegating;

/// <summary>
/// Missions that workers of the old fleet run. Towards HQ they are run by a factory like any other, so that claims, leases, results, cancels and
/// retries are those of every mission: a standalone node's own one, and in a headquarters one that does nothing else.
/// </summary>
internal static class LegacyDelegatingModule
{
    private const string FactoryPrefix = "legacy-streams-";

    /// <summary>Adds the kinds that the settings name, if any.</summary>
    /// <exception cref="NodeSettingsException">One of them can't be a kind.</exception>
    public static void AddLegacyKinds(this IHostApplicationBuilder builder, MissionCatalog catalog)
    {
        if (ReadOptions(builder.Configuration) is not { Kinds.Length: > 0 } options)
            return;

        foreach (var kind in options.Kinds)
        {
            if (!MissionKindName.IsLegal(kind))
            {
                throw new NodeSettingsException(
                    $"{LegacyOutboundOptions.Section}:{nameof(options.Kinds)} has '{kind}', which is not a legal name: {MissionKindName.Rule}.");
            }

            catalog.Add<LegacyDelegationHandler>(new MissionKindAttribute(kind)
            {
                Description = "Run by a worker of the fleet before this one.",
                Concurrency = Math.Clamp(options.Concurrency, 1, 1_000),
            });
        }

        AddServices(builder.Services);
    }

    /// <summary>Adds to a headquarters the factory that delegates, if the settings name kinds for it.</summary>
    /// <exception cref="NodeSettingsException">One of them can't be a kind.</exception>
    public static void AddLegacyFactory(this IHostApplicationBuilder builder, BusComposition bus)
    {
        if (ReadOptions(builder.Configuration) is not { Kinds.Length: > 0 })
            return;

        // A name of its own for each HQ: of two factories with the same one, the newer would end the older, and its HQ with it.
        var self = HqSelf.IdOf(builder.Configuration, builder.AddFactoryRole());
        var id = FactoryPrefix + self[..Math.Min(self.Length, MissionLimits.MaxFactoryIdLength - FactoryPrefix.Length)];
        SetIfOpen(builder.Configuration, nameof(FactoryOptions.FactoryId), id);
        SetIfOpen(builder.Configuration, nameof(FactoryOptions.WorkspaceRoot), $"{new FactoryOptions().WorkspaceRoot}-{id}");

        // Nothing here would be done sooner by waiting: the worker goes on, and the next process waits for its answer.
        SetIfOpen(builder.Configuration, nameof(FactoryOptions.DrainGraceDuration), TimeSpan.Zero.ToString());
        builder.AddFactory(bus, builder.AddLegacyKinds, hasBuiltIns: false);
    }

    private static LegacyOutboundOptions? ReadOptions(IConfiguration configuration) =>
        configuration.GetSection(LegacyOutboundOptions.Section).Get<LegacyOutboundOptions>();

    private static void SetIfOpen(IConfiguration configuration, string option, string value) =>
        configuration[$"{FactoryOptions.Section}:{option}"] ??= value;

    private static void AddServices(IServiceCollection services)
    {
        services.AddOptions<LegacyOutboundOptions>()
            .BindConfiguration(LegacyOutboundOptions.Section)
            .PostConfigure<IConfiguration>(static (options, configuration) => LegacyEnvironment.Apply(options, configuration))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<LegacyOutboundOptions>, LegacyOutboundOptionsValidator>();
        services.AddSingleton<LegacyDelegator>();
        services.AddSingleton<LegacyAnswers>();
        services.AddHostedService(provider => provider.GetRequiredService<LegacyAnswers>());
    }
}
