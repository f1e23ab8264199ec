using Corporation.FleetChaos.Delegating;
using Corporation.FleetChaos.Running;
using Corporation.LocalServers;

namespace Corporation.FleetChaos.Striking;

/// <summary>
/// Kills a factory that has claims whose handlers have not begun. That takes it milliseconds, so it is brought about: HQs are frozen until its claims lie
/// in their queue, then it is frozen itself, HQs grant the claims, and it is killed before it hears of that.
/// </summary>
internal sealed class ClaimFault(ChaosPlan plan, ChaosFleet fleet, Submitter submitter, FaultLog log, Random random)
{
    private const int Missions = 6;
    private const string Offered = "select count(*) from missions where current_state = 'Queued' and offered_at is not null";

    private static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(15);

    public async Task StrikeAsync(RestartQueue restarts, CancellationToken cancellationToken)
    {
        var free = fleet.Factories.Where(slot => slot.TryTake()).ToList();
        FactorySlot? victim = null;
        try
        {
            var running = free.Where(slot => slot.Node.IsRunning).ToList();
            if (running.Count == 0)
                throw new FaultMissedException("no factory is free");
            var chosen = running[random.Next(running.Count)];
            foreach (var slot in running)
                await slot.Node.SuspendAsync();
            try
            {
                if (await ClaimUnheardAsync(chosen, cancellationToken))
                    victim = chosen;
            }
            finally
            {
                foreach (var slot in running.Where(slot => slot != victim))
                    await slot.Node.ResumeAsync();
            }

            if (victim is null)
                throw new FaultMissedException($"{chosen.Id} got no claim while it was frozen");
            var held = await fleet.Store.HeldByAsync(victim.Id, cancellationToken);
            await victim.Node.KillAsync();
            log.Died(held);
            log.Done(FaultKind.FactoryKillClaimed, $"{victim.Id} had {held.Count(attempt => attempt.State == "Claimed")} claims that it had not heard of");
        }
        finally
        {
            foreach (var slot in free.Where(slot => slot != victim))
                slot.Release();
            if (victim is not null)
                restarts.StartLater(victim, random.Next(2) == 0 ? TimeSpan.Zero : plan.BeyondLease(random));
        }
    }

    private async Task<bool> ClaimUnheardAsync(FactorySlot slot, CancellationToken cancellationToken)
    {
        // Those that are at work elsewhere just now may take some of them.
        await submitter.SubmitNowAsync(Missions, 0, cancellationToken);
        await Patience.UntilAsync(
            async () => (await fleet.Store.AskAsync(Offered, row => row.GetInt64(0), cancellationToken))[0] > 0, ShortPatience, cancellationToken);

        await ForAllHeadquartersAsync(hq => hq.SuspendAsync());
        try
        {
            var before = await QueuedAtHqAsync();
            await slot.Node.ResumeAsync();
            await Patience.UntilAsync(async () => await QueuedAtHqAsync() > before, ShortPatience, cancellationToken);
        }
        finally
        {
            await slot.Node.SuspendAsync();
            await ForAllHeadquartersAsync(hq => hq.ResumeAsync());
        }

        return await Patience.UntilAsync(
            async () => (await fleet.Store.HeldByAsync(slot.Id, cancellationToken)).Any(attempt => attempt.State == "Claimed"), ShortPatience, cancellationToken);
    }

    private async Task ForAllHeadquartersAsync(Func<CorpNode, Task> act)
    {
        foreach (var hq in fleet.Headquarters)
            await act(hq);
    }

    private async Task<long> QueuedAtHqAsync() =>
        long.Parse(await fleet.Redis.ExecuteAsync("XLEN", $"{ChaosFleet.KeyPrefix}q:{Contracts.QueueNames.Hq}"), System.Globalization.CultureInfo.InvariantCulture);
}
