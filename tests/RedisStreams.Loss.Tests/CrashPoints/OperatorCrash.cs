using System.Text;
using Corporation.LocalServers;
using Corporation.RedisStreams.Loss.Tests.ScriptCrashes;
using Corporation.TransportChaos.Victims;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.RedisStreams.Loss.Tests.CrashPoints;

/// <summary>An operator's program that puts queues right and is killed at one of its commands; another one then does all of it again.</summary>
internal sealed class OperatorCrash(RedisServer server, CutPlace place, CutMode mode) : IAsyncDisposable
{
    private const string Trash = "trash";
    private const string Scheduled = "later";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Guid Token = new(1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
    private static readonly string[] Failed = ["a", "b", "c"];
    private static readonly string[] Useless = [Scheduled, "rubbish", "waste"];

    private readonly string _virtualHost = $"operator-{mode}-{place}".ToLowerInvariant();
    private readonly List<string> _failures = [];
    private ScriptWorld? _world;

    /// <summary>The command at which the line broke; null when everything was over before.</summary>
    public string? CutStep { get; private set; }

    private ScriptWorld World => _world ??= new ScriptWorld(server, _virtualHost);

    /// <summary>What was broken by it, if anything.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync();
        await RunVictimAsync(cancellationToken);

        // Wherever it died: what is to stay is there once, what is to go at most once.
        var messages = (await ServerState.ReadAsync(World)).Messages;
        if (!messages.Where(Failed.Contains).SequenceEqual(Failed) || messages.Distinct().Count() < messages.Count || messages.Except([.. Failed, .. Useless]).Any())
            _failures.Add($"after the death there were {string.Join(' ', messages)}");

        await PutRightAsync(server.Port, cancellationToken);
        var left = (await ServerState.ReadAsync(World)).Messages;
        var taken = await new Heir(World).TakeAllAsync();
        if (!left.SequenceEqual(Failed) || !taken.SequenceEqual(Failed))
            _failures.Add($"in the end there were {string.Join(' ', left)}, and a consumer got {string.Join(' ', taken)}");
        return [.. _failures.Select(failure => $"{mode} at command {place} ({CutStep}): {failure}")];
    }

    public async ValueTask DisposeAsync() => await World.DisposeAsync();

    private async Task PrepareAsync()
    {
        await World.ConnectAsync();
        await World.DeclareAsync();
        foreach (var (queue, bodies) in new[] { (ScriptWorld.Errors, Failed), (Trash, ["waste", "rubbish"]) })
        {
            await World.DeclareAsync(queue);
            await World.AddAsync("n", queue, bodies);
        }

        await World.RunAsync("send", "q:" + Trash, "as", 4, 4_000_000_000_000, $"{Token}", "b", Scheduled, "c", "text/plain");
    }

    private async Task RunVictimAsync(CancellationToken cancellationToken)
    {
        await using var proxy = new CutProxy(server.Port, place, new LineBreak(mode, IsForGood: true));
        proxy.Start();
        try
        {
            await PutRightAsync(proxy.Port, cancellationToken);
        }
        catch (ConnectionException)
        {
            // It has lost its server, and dies. It may hear of that before the last connection is cut.
            await proxy.Cut.WaitAsync(Patience, cancellationToken);
        }

        CutStep = proxy.Cut.IsCompleted ? proxy.CutStep : null;
    }

    private async Task PutRightAsync(int port, CancellationToken cancellationToken)
    {
        using var host = VictimBus.Build(QuietPlan.Of(port, _virtualHost), _ => { });
        var queues = host.Services.GetRequiredService<IRedisStreamsQueues>();
        await queues.RequeueAsync(ScriptWorld.Errors, ScriptWorld.Queue, null, cancellationToken);
        await queues.CancelScheduledAsync(Token, cancellationToken);
        await queues.RemoveAsync(Trash, message => Encoding.UTF8.GetString(message.Body.Span) == "rubbish", int.MaxValue, cancellationToken);
        await queues.PurgeAsync(Trash, cancellationToken);
        await queues.DeleteQueueAsync(Trash, cancellationToken: cancellationToken);
    }
}
