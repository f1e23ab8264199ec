using System.Collections.Concurrent;
using Corporation.LocalServers;
using Corporation.TransportChaos.Judging;

namespace Corporation.RedisStreams.Loss.Tests.CrashPoints;

/// <summary>One crash point after the other, until the bus's life ends before its line breaks.</summary>
internal sealed class Sweep(RedisServer server, EndState end, string folder, LineBreak kind)
{
    private const int AtATime = 24;
    private const int ReapedOneIn = 8;

    // How many commands a life has varies; the number is past the end when it was so for a few.
    private const int EnoughWithout = 5;

    // A life may end without a step: a bus that stops before it got a partition gives up none.
    private const int Attempts = 5;

    // What the scenario is made of. Commands of several connections meet as they like, so the numbers alone don't promise to hit all of it.
    private static readonly IReadOnlyList<string> Steps =
    [
        "declare-queue", "open-consumer", "own", "own-partitions", "send", "XREADGROUP", "receive", "settle", "move", "hold", "move-scheduled",
        "cancel-scheduled", "disown", "close-consumer",
    ];

    private readonly ConcurrentQueue<string> _violations = new();
    private readonly ConcurrentDictionary<string, int> _met = new();
    private int _without;

    // Steps at which the line never broke.
    private IEnumerable<string> Missed => Steps.Where(step => !_met.ContainsKey(step));

    public static async Task AssertSoundAsync(LineBreak kind)
    {
        var token = TestContext.Current.CancellationToken;
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), token);
        await using var end = await EndState.ConnectAsync(server, "none", TimeProvider.System);
        var folder = Directory.CreateTempSubdirectory("corp-crash-").FullName;
        var sweep = new Sweep(server, end, folder, kind);

        await sweep.RunAsync(token);

        TestContext.Current.TestOutputHelper?.WriteLine(sweep.Describe());
        Assert.True(sweep._violations.IsEmpty, string.Join('\n', sweep._violations));
        Assert.Empty(sweep.Missed);
        Directory.Delete(folder, recursive: true);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await TryAsync(Numbers(), cancellationToken);
        for (var attempt = 1; attempt <= Attempts && Missed.Any(); attempt++)
            await TryAsync(Missed.Select(step => new CutPlace(1, step) { Attempt = attempt }).ToList(), cancellationToken);
    }

    // Where the line broke, and how often there.
    private string Describe()
    {
        var steps = _met.OrderByDescending(step => step.Value).Select(step => $"{step.Value} {step.Key}");
        return $"{kind}: {_met.Values.Sum()} crash points: {string.Join(", ", steps)}";
    }

    // Between two commands that leave a trace it is all the same to the server; how the bus connects again is tried once for each.
    private IEnumerable<CutPlace> Numbers()
    {
        for (var number = 1; Volatile.Read(ref _without) < EnoughWithout; number++)
            yield return new CutPlace(number) { SkipsChatter = kind.IsForGood || kind.Mode == CutMode.CommandLost };
    }

    private Task TryAsync(IEnumerable<CutPlace> places, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(places, options, async (place, token) => await TryAsync(place, token));
    }

    private async Task TryAsync(CutPlace place, CancellationToken cancellationToken)
    {
        using var point = new CrashPoint(server, end.Of($"{kind}-{place}".ToLowerInvariant()), folder, place, kind);
        foreach (var violation in await point.RunAsync(isReaped: kind.IsForGood && place.Number % ReapedOneIn == 0, cancellationToken))
            _violations.Enqueue(violation);
        if (point.CutStep is { } step)
            _met.AddOrUpdate(step, 1, (_, count) => count + 1);
        else
            Interlocked.Increment(ref _without);
    }
}
