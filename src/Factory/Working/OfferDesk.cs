using Corporation.Contracts.Offering;
using Corporation.Factory.Heartbeats;
using MassTransit;

namespace Corporation.Factory.Working;

/// <summary>Takes offers as far as there is room for them: from the queues that all factories share, and from the factory's own.</summary>
internal sealed class OfferDesk(OfferIntake intake, AttemptWorker worker, IntakeGate gate, KindSlots slots)
{
    /// <summary>An offer that others may take as well: without room for it here it goes back at once.</summary>
    public async Task TakeSharedAsync(ConsumeContext<ExecuteMission> context, IHandlerInvoker invoker)
    {
        var kind = context.Message.MissionKind;
        if (!gate.TryEnter())
        {
            await intake.PutBackAsync(context, gate.Hindrance);
            return;
        }

        try
        {
            if (slots.TryTake(kind))
                await RunAsync(context, invoker);
            else
                await intake.PutBackAsync(context, "every slot of the kind is taken by missions that were placed here");
        }
        finally
        {
            gate.Leave();
        }
    }

    /// <summary>An offer for this factory alone: it waits for room. HQ says with the claim whether it is still meant.</summary>
    public async Task TakePlacedAsync(ConsumeContext<ExecuteMission> context, IHandlerInvoker invoker)
    {
        await slots.TakeAsync(context.Message.MissionKind, context.CancellationToken);
        var isIn = false;
        try
        {
            await gate.EnterPlacedAsync(context.CancellationToken);
            isIn = true;
        }
        finally
        {
            if (!isIn)
                slots.GiveBack(context.Message.MissionKind);
        }

        try
        {
            await RunAsync(context, invoker);
        }
        finally
        {
            gate.Leave();
        }
    }

    private async Task RunAsync(ConsumeContext<ExecuteMission> context, IHandlerInvoker invoker)
    {
        try
        {
            if (await intake.TryClaimAsync(context) is { } attempt)
                await worker.RunAsync(attempt, invoker);
        }
        finally
        {
            slots.GiveBack(context.Message.MissionKind);
        }
    }
}
