using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;
using Corporation.Factory.Handling;
using Corporation.Factory.Settings;
using Corporation.Factory.Working;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.Ordering;

/// <summary>Asks HQ to tell this factory something.</summary>
internal sealed class ModeRequest(FactoryIdentity identity, HqLink hq, IOptions<FactoryOptions> options)
{
    public async Task<MissionOutcome<FactoryOrderResult>> AskAsync(FactoryMode mode, FactoryOrder order, MissionContext context, CancellationToken cancellationToken)
    {
        if (order.TargetFactoryId is { } target && target != identity.FactoryId)
            return MissionOutcome.Reject($"The order is for factory {target}, and this is {identity.FactoryId}: give the mission that target_factory_id.");

        var question = new AskForMode { FactoryId = identity.FactoryId, Epoch = identity.Epoch, Mode = mode, MissionId = context.MissionId, Reason = order.Reason };
        await hq.AskAsync<AskForMode, FactoryAccepted>(question, options.Value.HqAnswerTimeout, cancellationToken);
        return new FactoryOrderResult(identity.FactoryId, mode.ToString().ToLowerInvariant());
    }
}
