using System.Text.Json;
using Corporation.Factory.Handling;

namespace Corporation.Hq.LegacyStreams.Delegating;

/// <summary>
/// Has a worker of the old fleet run a mission. Safe to run twice: while the mission is with a worker, a second run waits for the answer to the first.
/// </summary>
internal sealed class LegacyDelegationHandler(LegacyDelegator delegator) : IMissionHandler<AnyContext, JsonElement>
{
    public async Task<MissionOutcome<JsonElement>> HandleAsync(AnyContext input, MissionContext context, CancellationToken cancellationToken)
    {
        context.Progress("with a worker of the old fleet");
        var answer = await delegator.RunAsync(input, context, cancellationToken);
        return answer.Error is { } error ? MissionOutcome.Fail(error) : answer.Result;
    }
}
