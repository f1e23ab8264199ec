using Corporation.Hq.Sharing;
using Corporation.Runtime.Messaging;
using Corporation.SagaStore.Writing;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.LegacyStreams;

/// <summary>
/// Takes missions from the Redis streams of the fleet before this one, and tells it how they end; off unless <see cref="LegacyStreamsOptions.Enabled"/>. The other
/// direction is <see cref="Delegating.LegacyDelegatingModule"/>.
/// </summary>
internal static class LegacyStreamsModule
{
    public static IServiceCollection AddLegacyStreams(this IServiceCollection services)
    {
        services.AddOptions<LegacyStreamsOptions>()
            .BindConfiguration(LegacyStreamsOptions.Section)
            .PostConfigure<IConfiguration, IOptions<BusOptions>>((options, configuration, bus) => LegacyEnvironment.Apply(options, configuration, bus.Value))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<LegacyStreamsOptions>, LegacyStreamsOptionsValidator>();

        services.AddSingleton<LegacyServer>();
        services.AddSingleton<LegacyWriter>();
        services.AddSingleton<LegacyBook>();
        services.AddSingleton<LegacyTeller>();

        // Missions that come.
        services.AddSingleton<LegacyReader>();
        services.AddSingleton<LegacyDoor>();
        services.AddSingleton<LegacyIntake>();
        services.AddHostedService<LegacyInbox>();

        // Ends that go.
        services.AddSingleton<LegacyEnds>();
        services.AddSingleton<ICommitObserver>(provider => provider.GetRequiredService<LegacyEnds>());
        services.AddSingleton<INewsListener>(provider => provider.GetRequiredService<LegacyEnds>());
        services.AddSingleton<ICommitContributor, LegacyRounds>();
        services.AddHostedService<LegacyOutbox>();
        return services;
    }
}
