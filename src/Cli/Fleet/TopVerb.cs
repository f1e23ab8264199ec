using System.CommandLine;
using Corporation.Cli.Invoking;
using Corporation.Cli.Reading;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Corporation.Cli.Fleet;

/// <summary><c>corp top</c>: the fleet live, in one screen.</summary>
internal static class TopVerb
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromSeconds(1);

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
        var feed = new TopFeed(invocation.Fleet, invocation.Client, invocation.Time);
        if (invocation.Json)
        {
            invocation.WriteJson(await feed.ReadAsync(cancellationToken));
            return ExitCodes.Done;
        }

        // Who is away at the first look may be misspelled: that is an error, and later it is not.
        var first = await feed.LookAsync(cancellationToken);
        if (once)
            invocation.Screen.Write(first.Draw(invocation.Screen.Profile.Width, int.MaxValue / 2, invocation.Now, away: null));
        else
            await WatchAsync(invocation, feed, interval, cancellationToken);
        return ExitCodes.Done;
    }

    private static Task WatchAsync(Invocation invocation, TopFeed feed, TimeSpan interval, CancellationToken cancellationToken) =>
        invocation.Screen.Live(Draw(invocation, feed)).AutoClear(true).Overflow(VerticalOverflow.Crop).StartAsync(async live =>
        {
            while (true)
            {
                live.UpdateTarget(Draw(invocation, feed));
                await Task.Delay(feed.Away is null || interval < RedrawInterval ? interval : RedrawInterval, invocation.Time, cancellationToken);

                // An HQ that takes its time keeps nobody from seeing for how long.
                var looking = feed.TryLookAsync(cancellationToken);
                while (await Task.WhenAny(looking, Task.Delay(RedrawInterval, invocation.Time, cancellationToken)) != looking && !cancellationToken.IsCancellationRequested)
                    live.UpdateTarget(Draw(invocation, feed));
                await looking;
            }
        });

    private static IRenderable Draw(Invocation invocation, TopFeed feed)
    {
        invocation.FitScreen();
        var profile = invocation.Screen.Profile;
        return feed.Board!.Draw(profile.Width, profile.Height, invocation.Now, feed.Away); // It has looked once.
    }
}
