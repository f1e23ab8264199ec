using System.CommandLine;
using Corporation.Cli.Invoking;
using Corporation.Cli.Reading;
using Corporation.Contracts.Missions;
using Spectre.Console;

namespace Corporation.Cli.Fleet;

/// <summary><c>corp top</c>: the fleet live, in one screen.</summary>
internal static class TopVerb
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(2);

    public static Verb Create(VerbRunner runner)
    {
        var interval = Inputs.Duration("--interval", "How often it looks, 200ms to 1h, default 2s", TimeSpan.FromSeconds(0.2), TimeSpan.FromHours(1));
        var once = new Option<bool>("--once") { Description = "Look once; so it is when the output is no terminal" };
        var verb = new Verb(
            "top",
            "Watch the fleet live: factories, missions, queues and rates; Ctrl+C ends it",
            "corp top",
            "corp top --once --json | jq .workload.queued_by_kind").With(interval, once);
        return runner.Bind(verb, (invocation, cancellationToken) =>
            RunAsync(invocation, invocation.Get(interval) ?? DefaultInterval, invocation.Get(once) || !invocation.Live, cancellationToken));
    }

    private static async Task<int> RunAsync(Invocation invocation, TimeSpan interval, bool once, CancellationToken cancellationToken)
    {
        var look = new TopLook(invocation);
        if (invocation.Json)
        {
            invocation.WriteJson(await look.ReadJsonAsync(cancellationToken));
            return ExitCodes.Done;
        }

        var screen = invocation.Screen;
        var first = await look.ReadAsync(cancellationToken);
        if (once)
        {
            screen.Write(first.Draw(screen.Profile.Width, int.MaxValue / 2, invocation.Now));
            return ExitCodes.Done;
        }

        await screen.Live(first.Draw(screen.Profile.Width, screen.Profile.Height, invocation.Now)).AutoClear(true).Overflow(VerticalOverflow.Crop).StartAsync(async live =>
        {
            while (true)
            {
                live.Refresh();
                await Task.Delay(interval, invocation.Time, cancellationToken);
                live.UpdateTarget((await look.ReadAsync(cancellationToken)).Draw(screen.Profile.Width, screen.Profile.Height, invocation.Now));
            }
        });
        return ExitCodes.Done;
    }

    /// <summary>Asks HQ, and remembers what it said before, for the rates.</summary>
    private sealed class TopLook(Invocation invocation)
    {
        private long _endedBefore = -1;
        private long _lookedAt;

        public async Task<TopBoard> ReadAsync(CancellationToken cancellationToken)
        {
            var factories = invocation.Fleet.ListAsync(cancellationToken);
            var workload = invocation.Fleet.GetWorkloadAsync(cancellationToken);
            var counts = await invocation.Client.CountAsync(cancellationToken);
            var ended = counts.States.Where(static state => state.Key.IsTerminal()).Sum(static state => state.Value);
            var rate = _endedBefore < 0 ? 0 : Math.Max(0, ended - _endedBefore) / Math.Max(0.001, invocation.Time.GetElapsedTime(_lookedAt).TotalMinutes);
            (_endedBefore, _lookedAt) = (ended, invocation.Time.GetTimestamp());
            return new TopBoard(await factories, await workload, counts, new TopRates(rate));
        }

        public async Task<object> ReadJsonAsync(CancellationToken cancellationToken) => new TopSnapshot(
            await invocation.Fleet.ListAsync(cancellationToken), await invocation.Fleet.GetWorkloadAsync(cancellationToken), await invocation.Client.CountAsync(cancellationToken));
    }

    private sealed record TopSnapshot(Contracts.Http.FactoryList Fleet, Contracts.Http.Workload Workload, Contracts.Http.MissionCounts Missions);
}
