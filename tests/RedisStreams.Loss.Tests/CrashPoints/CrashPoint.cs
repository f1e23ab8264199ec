using System.Diagnostics;
using Corporation.LocalServers;
using Corporation.TransportChaos.Judging;
using Corporation.TransportChaos.Ledgers;
using Corporation.TransportChaos.Striking;
using Corporation.TransportChaos.Victims;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Corporation.RedisStreams.Loss.Tests.CrashPoints;

/// <summary>
/// One bus that sends and consumes messages of each kind and stops, and that loses every connection at one of its commands. For good, that is to the
/// server the same as <c>kill -9</c>, and a second bus then brings the queues to their end. For a moment, it has to do so itself.
/// </summary>
internal sealed class CrashPoint(RedisServer server, EndState end, string folder, CutPlace place, LineBreak kind) : IDisposable
{
    private const string Victim = "victim";
    private const string Heir = "heir";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private static readonly IReadOnlyList<ParcelKind> Kinds =
    [
        ParcelKind.Plain, ParcelKind.FannedOut, ParcelKind.Doomed, ParcelKind.Delayed, ParcelKind.Scheduled, ParcelKind.Cancelled, ParcelKind.Ordered,
        ParcelKind.Ordered,
    ];

    private readonly LedgerFile _sent = new(Path.Combine(folder, $"{kind}-{place}-sent.ledger"));
    private readonly LedgerFile _victims = new(Path.Combine(folder, $"{kind}-{place}-victim.ledger"));
    private readonly LedgerFile _heirs = new(Path.Combine(folder, $"{kind}-{place}-heir.ledger"));

    private readonly List<string> _failures = [];

    /// <summary>The command at which the line broke; null when everything was over before.</summary>
    public string? CutStep { get; private set; }

    /// <summary>What was broken by it, if anything.</summary>
    /// <param name="isReaped">Whether to wait until the server has forgotten the victim, too.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<string>> RunAsync(bool isReaped, CancellationToken cancellationToken)
    {
        var from = await RunVictimAsync(cancellationToken);
        var left = await RunHeirAsync(isReaped, cancellationToken);

        // Nothing is sent twice here, except by the transport itself, which must know; so nothing may be there twice.
        var evidence = new Evidence(
            ProducerAccount.Read(_sent.Path, isDeduplicated: true),
            [ConsumerAccount.Read(Victim, _victims.Path), ConsumerAccount.Read(Heir, _heirs.Path)],
            CutStep is null ? [] : [new Strike(StrikeKind.CutConnections, Victim, from, long.MaxValue)],
            await end.ReadErrorQueuesAsync(),
            LeaseTicks: 0);
        var verdict = new Judge(evidence).Decide([.. left, .. await end.FindLeftoversAsync(isReaped)], TimeSpan.Zero);
        return [.. verdict.Violations.Concat(_failures).Select(violation => $"{kind} at command {place} ({CutStep}): {violation}")];
    }

    public void Dispose()
    {
        _sent.Dispose();
        _victims.Dispose();
        _heirs.Dispose();
    }

    /// <returns>When the line broke.</returns>
    private async Task<long> RunVictimAsync(CancellationToken cancellationToken)
    {
        await using var proxy = new CutProxy(server.Port, place, kind);
        proxy.Start();
        using var host = Build(_victims, proxy.Port);
        var running = LiveAsync(host, proxy, cancellationToken);
        await Task.WhenAny(running, proxy.Cut);
        var from = Stopwatch.GetTimestamp();
        await running;

        // Once the line is broken for good, nothing that this tries reaches the server; it must end nevertheless.
        using var limit = new CancellationTokenSource(StopPatience);
        await host.StopAsync(limit.Token);
        if (limit.IsCancellationRequested)
            _failures.Add($"the bus did not stop within {StopPatience}");

        // The last commands are those of stopping.
        CutStep = proxy.Cut.IsCompleted ? proxy.CutStep : null;
        return from;
    }

    private async Task LiveAsync(IHost host, CutProxy proxy, CancellationToken cancellationToken)
    {
        await host.StartAsync(cancellationToken);
        if (!await UntilAsync(() => end.AreDeclaredAsync(Route.Queues), proxy, cancellationToken))
            return;

        var sender = new ParcelSender(PlanOf(proxy.Port), host.Services, _sent, TimeProvider.System);
        for (var i = 0; i < Kinds.Count; i++)
        {
            if (!await sender.SendOnceAsync(i + 1, Kinds[i]) && kind.IsForGood)
                return;
        }

        await UntilAsync(async () => (await end.FindUnfinishedAsync(consumers: null)).Count == 0, proxy, cancellationToken);
    }

    /// <returns>False when it can't come true any more.</returns>
    private async Task<bool> UntilAsync(Func<Task<bool>> condition, CutProxy proxy, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (proxy.Cut.IsCompleted && kind.IsForGood)
                return false;
            if (watch.Elapsed > Patience)
            {
                _failures.Add($"the bus did not get on within {Patience}");
                return false;
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }

        return true;
    }

    private async Task<IReadOnlyList<string>> RunHeirAsync(bool isReaped, CancellationToken cancellationToken)
    {
        using var host = Build(_heirs, server.Port);
        await host.StartAsync(cancellationToken);

        // Ready when it has a name at every queue; the victim's alone may be there before.
        await host.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, Patience);
        var left = await end.WaitUntilDrainedAsync(Patience, isReaped ? 1 : null, cancellationToken);
        await host.StopAsync(CancellationToken.None);
        return left;
    }

    private IHost Build(LedgerFile ledger, int port)
    {
        var handler = new ParcelHandler(handling => ledger.Handled(handling), handling => ledger.Thrown(handling), TimeSpan.Zero, TimeProvider.System);
        var plan = PlanOf(port);
        return VictimBus.Build(plan, bus => VictimBus.ConfigureEndpoints(bus, plan, handler));
    }

    // Leases end soon where somebody has to wait for that, and late where the same bus goes on.
    private VictimPlan PlanOf(int port) => new()
    {
        Role = VictimRole.Producer,
        Number = 1,
        Server = new Uri($"redis://127.0.0.1:{port}"),
        VirtualHost = end.VirtualHost,
        LedgerFile = "",
        LeaseDuration = TimeSpan.FromSeconds(kind.IsForGood ? 1 : 10),
        Mix = Kinds.Distinct().ToDictionary(kind => kind, _ => 1),
        SendTimeout = kind.IsForGood ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(30),
        Deduplicates = !kind.IsForGood,
        HasSingleReader = true,
        IsQuiet = true,
    };
}
