using Corporation.Contracts.Claiming;
using Corporation.Contracts.Leasing;
using Corporation.Factory.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Corporation.Factory.Working;

/// <summary>Renews all held claims in one message, every third of the smallest lease, whatever the handlers do.</summary>
/// <remarks>No answer ends no handler: only HQ's word, a cancel or the timeout does.</remarks>
internal sealed class LeaseLoop(
    FactoryIdentity identity, HeldClaims claims, HqLink hq, Supersession supersession, TimeProvider time, ILogger<LeaseLoop> logger)
    : BackgroundService
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);
    private readonly Lock _gate = new();
    private TaskCompletionSource _shorter = NewSignal();
    private TimeSpan _interval = TimeSpan.FromSeconds(10);

    /// <summary>A claim with this lease is held from now on.</summary>
    public void Expect(double leaseSeconds)
    {
        var third = TimeSpan.FromSeconds(Math.Max(leaseSeconds, 0) / 3);
        var wanted = third > Shortest ? third : Shortest;
        lock (_gate)
        {
            if (wanted >= _interval)
                return;
            _interval = wanted;
            _shorter.TrySetResult();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var wait = Interval;
        while (!stoppingToken.IsCancellationRequested)
        {
            await WaitAsync(wait, stoppingToken);
            wait = await RenewAsync(stoppingToken) || Interval < RetryDelay ? Interval : RetryDelay;
        }
    }

    private TimeSpan Interval
    {
        get
        {
            lock (_gate)
                return _interval;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task WaitAsync(TimeSpan wait, CancellationToken stoppingToken)
    {
        Task shorter;
        lock (_gate)
            shorter = _shorter.Task;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(Task.Delay(wait, time, ended.Token), shorter);
        await ended.CancelAsync();
        if (!shorter.IsCompleted || stoppingToken.IsCancellationRequested)
            return;

        // The wait was for a longer lease than the one just granted. Begin again with the shorter one.
        lock (_gate)
            _shorter = NewSignal();
        await WaitAsync(Interval, stoppingToken);
    }

    private async Task<bool> RenewAsync(CancellationToken stoppingToken)
    {
        var held = claims.Snapshot();
        if (held.Count == 0 || stoppingToken.IsCancellationRequested)
            return true;
        try
        {
            var question = new RenewLeases { FactoryId = identity.FactoryId, Epoch = identity.Epoch, Claims = held };
            var answer = await hq.AskAsync<RenewLeases, LeasesRenewed>(question, Interval, stoppingToken);
            Obey(answer.Message);
            return true;
        }
        catch (Exception exception)
        {
            // Any failure of the bus or of HQ: this loop outlives them all.
            if (!stoppingToken.IsCancellationRequested)
                Log.LeasesNotRenewed(logger, held.Count, exception.Message);
            return false;
        }
    }

    private void Obey(LeasesRenewed answer)
    {
        if (answer.Lost.Any(static lost => lost.Reason is ClaimDenial.FactorySuperseded))
            supersession.Declare();
        foreach (var lost in answer.Lost)
        {
            if (claims.Find(lost.ClaimToken) is not { } attempt)
                continue;
            Log.LeaseLost(logger, lost.MissionId, attempt.Grant.Attempt, lost.Reason);
            attempt.Stop(StopReason.LeaseLost);
        }

        foreach (var cancelled in answer.CancelRequested)
            claims.Find(cancelled.ClaimToken)?.Stop(StopReason.CancelRequested);
    }
}
