using Corporation.Contracts.Fleet;
using Corporation.Factory.Handling;

namespace Corporation.Factory.Ordering;

/// <summary>Pauses the factory that the mission is for. It runs there whatever the factory was told before.</summary>
[MissionKind("system:pause_factory", Description = "Pauses the factory that it is for: it finishes what runs and takes nothing new.", TimeoutSeconds = 60, MaxRetries = 3)]
internal sealed class PauseFactoryHandler(ModeRequest request) : IMissionHandler<FactoryOrder, FactoryOrderResult>
{
    /// <inheritdoc />
    public Task<MissionOutcome<FactoryOrderResult>> HandleAsync(FactoryOrder input, MissionContext context, CancellationToken cancellationToken) =>
        request.AskAsync(FactoryMode.Paused, input, context, cancellationToken);
}

/// <summary>Lets the factory that the mission is for take missions again.</summary>
[MissionKind("system:resume_factory", Description = "Lets the factory that it is for take missions again.", TimeoutSeconds = 60, MaxRetries = 3)]
internal sealed class ResumeFactoryHandler(ModeRequest request) : IMissionHandler<FactoryOrder, FactoryOrderResult>
{
    /// <inheritdoc />
    public Task<MissionOutcome<FactoryOrderResult>> HandleAsync(FactoryOrder input, MissionContext context, CancellationToken cancellationToken) =>
        request.AskAsync(FactoryMode.Active, input, context, cancellationToken);
}
