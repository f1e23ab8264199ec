using System.Text.Json;
using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Json;
using Corporation.Contracts.Missions;
using Corporation.EndToEnd.Tests.Dying;

namespace Corporation.EndToEnd.Tests.Stepping;

/// <summary>One mission's whole life, in which HQ may be struck once, and the account of it.</summary>
internal sealed class SteppedMission(SteppedFleet fleet, bool losesLease, Func<Task> strike)
{
    private readonly string _key = Guid.NewGuid().ToString("N");
    private readonly HashSet<Guid> _ids = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Guid Id => _ids.Single();

    /// <summary>From the submit to the last acknowledgement.</summary>
    /// <param name="point">Where HQ is struck; null lets it be.</param>
    /// <returns>HQ's steps up to there or to the end.</returns>
    public async Task<IReadOnlyList<Step>> LiveAsync(StrikePoint? point)
    {
        fleet.Trap.Arm(point);
        var sprung = fleet.Trap.Sprung;
        var striking = StrikeAsync(sprung);
        await SubmitAsync();
        await EndAsync();
        await Fleet.UntilAsync(async () => sprung.IsCompleted || await fleet.HasSettledAsync(), "HQ has acknowledged everything");
        var steps = fleet.Trap.Disarm();
        if (!sprung.IsCompleted)
            return steps;

        await striking;

        // Whether or not HQ had answered: the same key is the same mission.
        await SubmitAsync();
        await EndAsync();
        await Fleet.UntilAsync(fleet.HasSettledAsync, "HQ has acknowledged everything");
        return steps;
    }

    /// <summary>Succeeded once, with one result and without a gap; one mission for one key.</summary>
    public async Task AssertRecordedOnceAsync()
    {
        Assert.Single(_ids);
        await Missions.AssertSucceededOnceAsync(fleet.Client, Id);
        Assert.Equal(
            "1|1|t",
            await fleet.AskStoreAsync(
                $"""
                select (select count(*) from missions where idempotency_key = '{_key}'),
                       (select count(*) from mission_results where mission_id = '{Id}'),
                       (select max(sequence) = count(*) and min(sequence) = 1 from mission_events where mission_id = '{Id}')
                """));
    }

    private async Task StrikeAsync(Task sprung)
    {
        await sprung;
        await strike();
    }

    private async Task SubmitAsync()
    {
        var mission = new MissionSubmission
        {
            MissionKind = "stumble",
            IdempotencyKey = _key,
            MaxRetries = 10,
            Payload = new SubmittedPayload { Context = JsonSerializer.SerializeToElement(new { loses_lease = losesLease }, ContractsJson.Http) },
        };
        await Fleet.UntilAsync(() => IsAnsweredAsync(async () => _ids.Add((await fleet.Client.SubmitAsync(mission, Token)).Mission.JobId)), "HQ takes the mission");
    }

    private async Task EndAsync()
    {
        await Fleet.UntilAsync(async () => await IsEndedAsync() || await MendsAsync(), "the mission has ended");
    }

    private async Task<bool> IsEndedAsync()
    {
        var isEnded = false;
        await IsAnsweredAsync(async () => isEnded = (await fleet.Client.GetAsync(_ids.First(), null, Token)).State.IsTerminal());
        return isEnded;
    }

    /// <summary>A factory that was cut off comes back when HQ has counted it out.</summary>
    private async Task<bool> MendsAsync()
    {
        if (!fleet.Link.IsSevered)
            return false;
        await IsAnsweredAsync(async () =>
        {
            var events = (await fleet.Client.GetTimelineAsync(_ids.First(), 0, Token)).Events;
            if (events.Any(happened => happened.Event == MissionEventNames.LeaseLapsed))
                fleet.Link.Mend();
        });
        return false;
    }

    /// <summary>HQ may be dead, just starting, or without its database.</summary>
    private static async Task<bool> IsAnsweredAsync(Func<Task> ask)
    {
        try
        {
            await ask();
            return true;
        }
        catch (Exception exception) when (exception is HqUnreachableException or HqProblemException { Status: 503 })
        {
            return false;
        }
    }
}
