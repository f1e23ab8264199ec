using Corporation.FleetChaos.Delegating;
using Corporation.FleetChaos.Judging;
using Corporation.FleetChaos.Striking;

namespace Corporation.FleetChaos.Running;

/// <summary>One run: a fleet at work, struck again and again, then at rest, and the verdict.</summary>
/// <param name="plan">How big.</param>
/// <param name="folder">For ledger, faults and links to what is kept.</param>
/// <param name="keeps">Whether to keep databases and logs in any case.</param>
/// <param name="note">Told what happens.</param>
/// <param name="time">The clock.</param>
internal sealed class ChaosRun(ChaosPlan plan, string folder, bool keeps, Action<string> note, TimeProvider time)
{
    private static readonly TimeSpan NoteInterval = TimeSpan.FromSeconds(15);

    public async Task<Verdict> RunAsync(CancellationToken cancellationToken)
    {
        var log = new FaultLog(folder, note, time);
        await using var fleet = await ChaosFleet.StartAsync(plan.LeaseDuration, cancellationToken);
        try
        {
            var verdict = await RunAsync(fleet, log, cancellationToken);
            if (keeps || !verdict.IsSound)
                fleet.KeepFolders(folder);
            return verdict;
        }
        catch when (!cancellationToken.IsCancellationRequested)
        {
            fleet.KeepFolders(folder);
            throw;
        }
    }

    private async Task<Verdict> RunAsync(ChaosFleet fleet, FaultLog log, CancellationToken cancellationToken)
    {
        await using var tap = await BusTap.ConnectAsync(fleet.Redis.ConnectionString);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        log.Tell("the fleet works");

        var ledger = new SubmitLedger(folder);
        var submitter = new Submitter(fleet, new MissionMix(plan.Seed, plan.LeaseDuration), ledger, log, time);
        var striker = new Striker(plan, fleet, submitter, tap, log, time, stopping.Token);
        await StrikeAsync(submitter, striker, stopping);
        log.Tell("the last fault is made");
        var illness = await fleet.HealAsync(cancellationToken);
        await submitter.FinishAsync(plan.Reserve, cancellationToken);
        log.Tell($"{ledger.Accepted.Count} missions were accepted, {ledger.Refusals} submits had to be repeated; waiting until all have ended");
        await RestAsync(fleet, log, cancellationToken);

        // Once more when nothing disturbs it any longer: this pair must lie in the error queues at the end.
        await striker.Poison.StrikeAsync(cancellationToken);
        return await new Judge(fleet, ledger, log).DecideAsync([.. illness, .. await striker.Poison.FindStrangersAsync()], cancellationToken);
    }

    private async Task StrikeAsync(Submitter submitter, Striker striker, CancellationTokenSource stopping)
    {
        Task[] parts =
        [
            submitter.SpreadAsync(plan.Missions - plan.Reserve, plan.StrikingDuration * 0.9, stopping.Token),
            striker.RunAsync(stopping.Token),
        ];
        try
        {
            // If one fails, the other must not go on for minutes.
            await foreach (var part in Task.WhenEach(parts))
                await part;
        }
        catch
        {
            await stopping.CancelAsync();
            await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private async Task RestAsync(ChaosFleet fleet, FaultLog log, CancellationToken cancellationToken)
    {
        var noted = time.GetTimestamp();
        await Patience.UntilAsync(
            async () =>
            {
                var alive = await fleet.Store.CountAliveAsync(cancellationToken);
                if (time.GetElapsedTime(noted) > NoteInterval)
                {
                    log.Tell($"{alive} missions have not ended");
                    noted = time.GetTimestamp();
                }

                return alive == 0;
            },
            plan.QuietPatience,
            cancellationToken);
    }
}
