using System.Diagnostics;
using System.Text.Json;
using Corporation.Cli.Benchmarking;
using Corporation.Cli.Observing;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Corporation.FleetBench.Serving;

namespace Corporation.FleetBench.Measuring;

/// <summary>How long it takes until what a killed factory held is offered again, when no process of that name comes back to tell.</summary>
internal static class CrashTurn
{
    private const string HoldSeconds = "120";

    public static async Task<Latencies> MeasureAsync(FleetUnderTest fleet, int missions, CancellationToken cancellationToken)
    {
        // The other one is ended first: everything goes to the one that will be killed.
        var (victim, other) = (fleet.Factories[0], fleet.Factories[1]);
        await other.TerminateAsync();

        await using var feed = new EventFeed(fleet.Clients[0], after: null, onEvent: null);
        var held = new List<(Guid Id, long Started)>();
        for (var i = 0; i < missions; i++)
        {
            var submitted = await fleet.Clients[i % fleet.Clients.Count].SubmitAsync(Sleep(), cancellationToken);
            var started = await feed.WaitAsync(submitted.Mission.JobId, [MissionEventNames.Started], afterSequence: 0, cancellationToken);
            held.Add((submitted.Mission.JobId, started.Sequence));
        }

        var killed = Stopwatch.GetTimestamp();
        await victim.KillAsync();
        var latencies = new Latencies();
        await Task.WhenAll(held.Select(async mission =>
        {
            await feed.WaitAsync(mission.Id, [MissionEventNames.Queued], mission.Started, cancellationToken);
            var took = Stopwatch.GetElapsedTime(killed);
            lock (latencies)
                latencies.Add(took);
        }));

        foreach (var (id, _) in held)
            await fleet.Clients[0].CancelAsync(id, "the benchmark is over", cancellationToken);
        return latencies;
    }

    private static MissionSubmission Sleep() => new()
    {
        MissionKind = "shell_task",
        Payload = new SubmittedPayload
        {
            Task = "hold",
            Context = JsonSerializer.SerializeToElement(new { command = (string[])["sleep", HoldSeconds] }),
        },
    };
}
