using Corporation.Client;
using Corporation.FleetChaos.Running;
using Corporation.FleetChaos.Striking;

namespace Corporation.FleetChaos.Delegating;

/// <summary>Submits to both HQs and goes on while they die: what gets no answer, or a 503, is submitted again under its key.</summary>
internal sealed class Submitter(ChaosFleet fleet, MissionMix mix, SubmitLedger ledger, FaultLog log, TimeProvider time)
{
    private const int Workers = 4;
    private const int MostUnclear = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly List<Task> _cancelling = [];
    private readonly Lock _gate = new();
    private int _reserved;
    private int _turn;

    /// <summary>Submits a number of missions, spread over a time.</summary>
    public async Task SpreadAsync(int count, TimeSpan duration, CancellationToken cancellationToken)
    {
        var orders = mix.Compose(count);
        var (begun, next) = (time.GetTimestamp(), -1);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkAsync, cancellationToken)));

        async Task WorkAsync()
        {
            while (Interlocked.Increment(ref next) is var index && index < orders.Count)
            {
                var due = (duration * index / orders.Count) - time.GetElapsedTime(begun);
                if (due > TimeSpan.Zero)
                    await Task.Delay(due, time, cancellationToken);
                await SubmitAsync(orders[index], cancellationToken);
            }
        }
    }

    /// <summary>Submits missions of the reserve, for a fault that needs some at work.</summary>
    public async Task<IReadOnlyList<Guid>> SubmitNowAsync(int count, double sleepSeconds, CancellationToken cancellationToken)
    {
        var ids = new List<Guid>();
        for (var i = 0; i < count; i++)
        {
            MissionOrder order;
            lock (_gate)
            {
                order = sleepSeconds > 0 ? mix.Sleep(sleepSeconds) : mix.Echo();
                _reserved++;
            }

            ids.Add(await SubmitAsync(order, cancellationToken));
        }

        return ids;
    }

    /// <summary>Submits what is left of the reserve, and waits until everything is cancelled that is to be.</summary>
    public async Task FinishAsync(int reserve, CancellationToken cancellationToken)
    {
        if (reserve > _reserved)
            await SubmitNowAsync(reserve - _reserved, 0, cancellationToken);

        Task[] cancelling;
        lock (_gate)
            cancelling = [.. _cancelling];
        await Task.WhenAll(cancelling);
    }

    private async Task<Guid> SubmitAsync(MissionOrder order, CancellationToken cancellationToken)
    {
        var first = Interlocked.Increment(ref _turn);
        var tries = order.IsSubmittedTwice
            ? await Task.WhenAll(TryUntilAcceptedAsync(order, first, cancellationToken), TryUntilAcceptedAsync(order, first + 1, cancellationToken))
            : [await TryUntilAcceptedAsync(order, first, cancellationToken)];
        if (order.IsSubmittedTwice)
            await TryUntilAcceptedAsync(order, first, cancellationToken);
        if (order.CancelAfter is { } delay)
        {
            lock (_gate)
                _cancelling.Add(Task.Run(() => CancelAsync(tries[0], delay, cancellationToken), cancellationToken));
        }

        return tries[0];
    }

    private async Task<Guid> TryUntilAcceptedAsync(MissionOrder order, int first, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                var accepted = await Client(first + tries).SubmitAsync(order.Submission, cancellationToken);
                ledger.Accept(order, accepted.Mission.JobId);
                return accepted.Mission.JobId;
            }
            catch (Exception exception) when (IsWorthAnotherTry(exception, "submit"))
            {
                ledger.Refused();
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private async Task CancelAsync(Guid mission, TimeSpan delay, CancellationToken cancellationToken)
    {
        await Task.Delay(delay, time, cancellationToken);
        for (var tries = 0; ; tries++)
        {
            try
            {
                await Client(tries).CancelAsync(mission, "chaos", cancellationToken);
                return;
            }
            catch (HqProblemException ended) when (ended.Status == 409)
            {
                return;
            }
            catch (Exception exception) when (IsWorthAnotherTry(exception, $"cancel of {mission}"))
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <summary>An HQ that is struck gives no answer or a clear 503; anything else breaks a promise.</summary>
    private bool IsWorthAnotherTry(Exception exception, string what)
    {
        if (exception is HqUnreachableException or HqProblemException { Status: 503 })
            return true;
        if (exception is not HqProblemException problem || log.Complaints.Count >= MostUnclear)
            return false;

        log.Complain($"{what} got status {problem.Status}: {problem.Title} {problem.Detail}");
        return true;
    }

    private IMissionClient Client(int turn) => fleet.Clients[turn % fleet.Clients.Count];
}
