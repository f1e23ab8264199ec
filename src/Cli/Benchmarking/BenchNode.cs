using System.Text.Json;
using Corporation.Cli.Observing;
using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Json;
using Corporation.Contracts.Missions;

namespace Corporation.Cli.Benchmarking;

/// <summary>The measured node as a client sees it: submit over HTTP, read the end back over HTTP.</summary>
internal sealed class BenchNode(IMissionClient client, EventFeed feed, bool readBackByEvents)
{
    private static readonly string[] Ends =
        [MissionEventNames.Succeeded, MissionEventNames.Failed, MissionEventNames.DeadLettered, MissionEventNames.Cancelled, MissionEventNames.Expired];

    private static readonly string[] Start = [MissionEventNames.Started];
    private static readonly JsonElement Input = JsonSerializer.SerializeToElement(new { Text = "bench" }, ContractsJson.Http);

    public IMissionClient Client => client;

    public static MissionSubmission Echo(string task, int priority = MissionLimits.DefaultPriority) => new()
    {
        MissionKind = "echo",
        Priority = priority,
        Payload = new SubmittedPayload { Task = task, Context = Input },
    };

    public async Task<Guid> SubmitAsync(string task, CancellationToken cancellationToken) =>
        (await client.SubmitAsync(Echo(task), cancellationToken)).Mission.JobId;

    public Task AwaitStartAsync(Guid jobId, CancellationToken cancellationToken) => feed.WaitAsync(jobId, Start, afterSequence: 0, cancellationToken);

    /// <summary>Returns when the recorded success was read back; anything else is no benchmark but a defect.</summary>
    public async Task AwaitSuccessAsync(Guid jobId, CancellationToken cancellationToken)
    {
        var end = readBackByEvents ? await EndByEventAsync(jobId, cancellationToken) : await EndByWaitingAsync(jobId, cancellationToken);
        feed.Forget(jobId);

        if (end != MissionEventNames.Succeeded)
            throw new InvalidOperationException($"Mission {jobId} of the benchmark ended as {end} instead of succeeded; the numbers would mean nothing.");
    }

    private async Task<string> EndByEventAsync(Guid jobId, CancellationToken cancellationToken) =>
        (await feed.WaitAsync(jobId, Ends, afterSequence: 0, cancellationToken)).Event;

    private async Task<string> EndByWaitingAsync(Guid jobId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var mission = await client.GetAsync(jobId, TimeSpan.FromSeconds(30), cancellationToken);
            if (mission.State.IsTerminal())
                return mission.State.WireName();
        }
    }
}
