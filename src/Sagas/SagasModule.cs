using Corporation.Sagas.Commanding;
using Corporation.Sagas.FactoryLife;
using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Configuration;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Corporation.Sagas;

/// <summary>The mission machine and the desk before it, and the factory machine.</summary>
public static class SagasModule
{
    /// <summary>Adds the machines' steps, their options (unbound) and <see cref="IMissionDesk"/>, with a mediator of their own.</summary>
    /// <remarks>The store, an <see cref="Fleet.IFactoryEpochs"/> and an <see cref="IInputJudge"/> come from the host.</remarks>
    public static IServiceCollection AddMissionLife(this IServiceCollection services)
    {
        services.AddOptions<MissionLifeOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MissionLifeOptions>, MissionLifeOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<HqPresence>();
        services.AddSingleton<ClaimSteps>();
        services.AddSingleton<AttemptSteps>();
        services.AddSingleton<CommandSteps>();
        services.AddSingleton<DueSteps>();
        services.AddSingleton<IMissionDesk, MissionDesk>();
        services.AddOptions<FleetOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FleetOptions>, FleetOptionsValidator>());
        services.AddSingleton<HearingSteps>();
        services.AddSingleton<OrderSteps>();

        return services.AddMediator(mediator =>
        {
            mediator.AddMissionSaga();
            mediator.AddSagaStateMachine<FactorySaga, FactoryState>().StoreRepository();
            mediator.ConfigureMediator((context, pipe) =>
            {
                pipe.UseSagaStoreRetry();
                pipe.UseInMemoryOutbox(context);
            });
        });
    }

    /// <summary>Adds the machine to a bus or mediator.</summary>
    public static void AddMissionSaga(this IRegistrationConfigurator registration) =>
        registration.AddSagaStateMachine<MissionSaga, MissionState>().StoreRepository();
}
