using System.Text.Json;
using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Json;
using Corporation.Contracts.Missions;

namespace Corporation.EndToEnd.Tests;

/// <summary>Submits and judges missions through the API alone.</summary>
internal static class Missions
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string[] TerminalEvents =
        [MissionEventNames.Succeeded, MissionEventNames.Failed, MissionEventNames.DeadLettered, MissionEventNames.Cancelled, MissionEventNames.Expired];

    public static MissionSubmission Echo(int number) => new() { MissionKind = "echo", Priority = number % 10, Payload = Payload(new { Text = $"text {number}" }) };

    public static MissionSubmission Sleep(string seconds, int? maxRetries = null) =>
        Shell(maxRetries, "sleep", seconds);

    public static MissionSubmission Shell(int? maxRetries, params string[] command) =>
        new() { MissionKind = "shell_task", MaxRetries = maxRetries, Payload = Payload(new { Command = command }) };

    public static async Task<MissionView> EndAsync(IMissionClient client, Guid jobId)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            var mission = await client.GetAsync(jobId, TimeSpan.FromSeconds(20), limit.Token);
            if (mission.State.IsTerminal())
                return mission;
        }
    }

    public static async Task UntilAsync(IMissionClient client, MissionLifeState state, long atLeast)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while ((await client.CountAsync(limit.Token)).States.GetValueOrDefault(state) < atLeast)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
    }

    public static async Task<IReadOnlyList<MissionEventView>> TimelineAsync(IMissionClient client, Guid jobId)
    {
        var events = new List<MissionEventView>();
        for (long? after = 0; after is { } position;)
        {
            var page = await client.GetTimelineAsync(jobId, position, TestContext.Current.CancellationToken);
            events.AddRange(page.Events);
            after = page.NextAfter;
        }

        return events;
    }

    /// <summary>Succeeded, with one result, one terminal event at the very end, and no gap in its timeline.</summary>
    public static async Task AssertSucceededOnceAsync(IMissionClient client, Guid jobId)
    {
        var mission = await EndAsync(client, jobId);
        Assert.True(mission.State == MissionLifeState.Succeeded, $"{jobId} ended as {mission.State}: {mission.Error}");
        Assert.NotNull(mission.Result);

        var events = await TimelineAsync(client, jobId);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(sequence => (long)sequence), events.Select(happened => happened.Sequence));
        Assert.Single(events, happened => TerminalEvents.Contains(happened.Event));
        Assert.Single(events, happened => happened.Event == MissionEventNames.Submitted);
        var attempts = events.Where(happened => happened.Event == MissionEventNames.Claimed).Select(happened => happened.Attempt).ToList();
        Assert.Equal(attempts.Order().Distinct(), attempts);
    }

    private static SubmittedPayload Payload(object input) => new() { Context = JsonSerializer.SerializeToElement(input, ContractsJson.Http) };
}
