using Corporation.FleetChaos.Delegating;
using Corporation.FleetChaos.Running;
using Corporation.LocalServers;

namespace Corporation.FleetChaos.Striking;

/// <summary>What is done to factories while bus and HQs are there.</summary>
internal sealed class FactoryFaults(ChaosPlan plan, ChaosFleet fleet, Submitter submitter, FaultLog log, TimeProvider time, Random random)
{
    private const int TwinLifeMs = 3_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Kills one whose handlers run. Every second time it comes back only when its leases are over.</summary>
    public async Task KillRunningAsync(bool comesBackLate, RestartQueue restarts, CancellationToken cancellationToken)
    {
        var (slot, held) = await TakeBusyAsync(cancellationToken);
        await slot.Node.KillAsync();
        log.Died(held);
        var delay = comesBackLate ? plan.BeyondLease(random) : TimeSpan.Zero;
        restarts.StartLater(slot, delay);
        log.Done(FaultKind.FactoryKillRunning, $"{slot.Id} held {held.Count}; back after {delay.TotalSeconds:0} s");
    }

    /// <summary>Freezes one for longer than its leases.</summary>
    public async Task PauseAsync(CancellationToken cancellationToken)
    {
        var (slot, held) = await TakeBusyAsync(cancellationToken);
        try
        {
            var pause = plan.BeyondLease(random);
            await slot.Node.SuspendAsync();
            await Task.Delay(pause, time, cancellationToken);
            await slot.Node.ResumeAsync();
            log.Done(FaultKind.FactoryPause, $"{slot.Id} held {held.Count} and slept {pause.TotalSeconds:0} s");
        }
        finally
        {
            slot.Release();
        }
    }

    /// <summary>Starts a second one with the same name: it must win at once, and the older one must stop.</summary>
    public async Task TwinAsync(CancellationToken cancellationToken)
    {
        var (slot, held) = await TakeBusyAsync(cancellationToken);
        try
        {
            var twin = await StartTwinAsync(slot.Id, cancellationToken);
            if (!await Running.Patience.UntilAsync(() => twin.IsUsableAsync(cancellationToken), Patience, cancellationToken))
                throw new FaultMissedException($"the second {slot.Id} was not accepted within {Patience.TotalSeconds} s");
            if (!await Running.Patience.UntilAsync(async () => !await slot.Node.IsUsableAsync(cancellationToken), Patience + plan.LeaseDuration, cancellationToken))
                log.Complain($"the older {slot.Id} was still ready {(Patience + plan.LeaseDuration).TotalSeconds} s after a newer process of that name was accepted");

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(TwinLifeMs)), time, cancellationToken);
            log.Died(await fleet.Store.HeldByAsync(slot.Id, cancellationToken));
            await twin.KillAsync();
            await slot.StartAgainAsync(cancellationToken);
            log.Done(FaultKind.FactoryTwin, $"{slot.Id} held {held.Count} when a second one came");
        }
        finally
        {
            slot.Release();
        }
    }

    // A factory serves nothing before it has reached its bus, which may be away just now, for longer than a start is waited for.
    private async Task<CorpNode> StartTwinAsync(string factoryId, CancellationToken cancellationToken)
    {
        try
        {
            return await fleet.StartTwinAsync(factoryId, cancellationToken);
        }
        catch (LocalServerException exception)
        {
            throw new FaultMissedException($"the second {factoryId} did not start: {exception.Message.Split('\n')[0]}");
        }
    }

    /// <summary>Takes a factory that runs something, and gives it something to run if there is none.</summary>
    public async Task<(FactorySlot Slot, IReadOnlyList<HeldAttempt> Held)> TakeBusyAsync(CancellationToken cancellationToken)
    {
        (FactorySlot, IReadOnlyList<HeldAttempt>)? found = null;
        var submitted = false;
        await Running.Patience.UntilAsync(
            async () =>
            {
                found = await TryTakeBusyAsync(cancellationToken);
                if (found is null && !submitted)
                {
                    submitted = true;
                    await submitter.SubmitNowAsync(4, plan.LeaseDuration.TotalSeconds / 3, cancellationToken);
                }

                return found is not null;
            },
            Patience,
            cancellationToken);
        return found ?? throw new FaultMissedException("no factory runs anything");
    }

    private async Task<(FactorySlot Slot, IReadOnlyList<HeldAttempt> Held)?> TryTakeBusyAsync(CancellationToken cancellationToken)
    {
        foreach (var slot in fleet.Factories.OrderBy(_ => random.Next()))
        {
            if (!slot.TryTake())
                continue;

            var held = slot.Node.IsRunning ? await fleet.Store.HeldByAsync(slot.Id, cancellationToken) : [];
            if (held.Any(attempt => attempt.State == "Running"))
                return (slot, held);
            slot.Release();
        }

        return null;
    }
}
