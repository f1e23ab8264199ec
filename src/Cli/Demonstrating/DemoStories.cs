using System.Text.Json;
using Corporation.Cli.Observing;
using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Json;
using Corporation.Contracts.Missions;

namespace Corporation.Cli.Demonstrating;

/// <summary>The stories of the demo. Each submits its missions, steers them through HQ's API and checks how they end.</summary>
internal sealed class DemoStories(IMissionClient client, EventFeed feed, DemoBoard board, SourceRepository repository)
{
    private static readonly string[] Ends =
    [
        MissionEventNames.Succeeded, MissionEventNames.Failed, MissionEventNames.DeadLettered, MissionEventNames.Cancelled, MissionEventNames.Expired,
    ];

    /// <summary>The mission whose timeline the demo prints: two failures, then success.</summary>
    public Guid MostTelling { get; private set; }

    /// <summary>Clones the repository, then looks at the clone with a command.</summary>
    public async Task<IReadOnlyList<DemoEnd>> CloneAndLookAsync(CancellationToken cancellationToken)
    {
        var clone = await SubmitAsync("bootstrap_repo", new { Repository = repository.Path }, "clone this repository", "succeeds", cancellationToken);
        var cloned = await EndAsync(clone, afterSequence: 0, cancellationToken);
        if (cloned.Event != MissionEventNames.Succeeded)
            return [new(clone, cloned.Event, MissionEventNames.Succeeded)];

        var look = await SubmitAsync(
            "shell_task", new { Command = (string[])["git", "log", "--oneline", "-5"], WorkspaceOf = clone }, "git log in the clone", "succeeds", cancellationToken);
        var looked = await EndAsync(look, afterSequence: 0, cancellationToken);
        return [new(clone, cloned.Event, MissionEventNames.Succeeded), new(look, looked.Event, MissionEventNames.Succeeded)];
    }

    public async Task<IReadOnlyList<DemoEnd>> FailTwiceAsync(CancellationToken cancellationToken)
    {
        var id = await SubmitAsync("demo_flaky", new { FailAttempts = 2 }, "fails twice", "then succeeds", cancellationToken);
        MostTelling = id;
        var end = await EndAsync(id, afterSequence: 0, cancellationToken);
        var mission = await client.GetAsync(id, wait: null, cancellationToken);

        return [new(id, $"{end.Event} at attempt {mission.Attempt}", $"{MissionEventNames.Succeeded} at attempt 3")];
    }

    public async Task<IReadOnlyList<DemoEnd>> DieAndComeBackAsync(CancellationToken cancellationToken)
    {
        var id = await SubmitAsync("demo_flaky", new { FailAttempts = 2 }, "dead letter", "requeued, then succeeds", cancellationToken, maxRetries: 1);
        var dead = await EndAsync(id, afterSequence: 0, cancellationToken);
        if (dead.Event != MissionEventNames.DeadLettered)
            return [new(id, dead.Event, MissionEventNames.DeadLettered)];

        await client.RequeueAsync(id, "corp demo: the cause is gone", cancellationToken);
        var end = await EndAsync(id, dead.Sequence, cancellationToken);
        return [new(id, end.Event, MissionEventNames.Succeeded)];
    }

    public async Task<IReadOnlyList<DemoEnd>> CancelWhileRunningAsync(CancellationToken cancellationToken)
    {
        var id = await SubmitAsync("shell_task", new { Command = (string[])["sleep", "300"] }, "sleeps 5 minutes", "cancelled while running", cancellationToken);
        var started = await feed.WaitAsync(id, [MissionEventNames.Started, .. Ends], afterSequence: 0, cancellationToken);
        if (started.Event != MissionEventNames.Started)
            return [new(id, started.Event, MissionEventNames.Started)];

        await client.CancelAsync(id, "corp demo: seen enough", cancellationToken);
        var end = await EndAsync(id, started.Sequence, cancellationToken);
        return [new(id, end.Event, MissionEventNames.Cancelled)];
    }

    public async Task<IReadOnlyList<DemoEnd>> RunManyAsync(int count, CancellationToken cancellationToken)
    {
        var ids = new List<Guid>();
        foreach (var numbers in Enumerable.Range(1, count).Chunk(MissionLimits.MaxBatchSize))
        {
            var batch = new MissionBatch([.. numbers.Select(number => Echo(number))]);
            var accepted = await client.SubmitBatchAsync(batch, cancellationToken);
            ids.AddRange(accepted.Missions.Select(mission => mission.JobId));
        }

        board.AddSmall(ids);
        var ends = await Task.WhenAll(ids.Select(id => EndAsync(id, afterSequence: 0, cancellationToken)));
        return [.. ids.Zip(ends, (id, end) => new DemoEnd(id, end.Event, MissionEventNames.Succeeded))];
    }

    private static MissionSubmission Echo(int number) => new()
    {
        MissionKind = "echo",
        Priority = number * 37 % (MissionLimits.MaxPriority + 1),
        IdempotencyKey = $"demo-echo-{number}",
        Payload = new SubmittedPayload { Task = $"small mission {number}", Context = ToJson(new { Text = $"hello {number}" }) },
    };

    private async Task<Guid> SubmitAsync(string kind, object input, string title, string plan, CancellationToken cancellationToken, int? maxRetries = null)
    {
        var submission = new MissionSubmission
        {
            MissionKind = kind,
            MaxRetries = maxRetries,
            Priority = MissionLimits.MaxPriority, // Ahead of the many small ones, so that the stories are not told at the very end.
            Payload = new SubmittedPayload { Task = title, Context = ToJson(input) },
        };
        var submitted = await client.SubmitAsync(submission, cancellationToken);
        board.AddStory(submitted.Mission.JobId, title, plan);
        return submitted.Mission.JobId;
    }

    private Task<MissionEventView> EndAsync(Guid jobId, long afterSequence, CancellationToken cancellationToken) =>
        feed.WaitAsync(jobId, Ends, afterSequence, cancellationToken);

    private static JsonElement ToJson(object value) => JsonSerializer.SerializeToElement(value, ContractsJson.Http);
}
