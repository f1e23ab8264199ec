using System.CommandLine;
using Corporation.Cli.Invoking;
using Corporation.Hq;
using Spectre.Console;

namespace Corporation.Cli.NodeHosting;

/// <summary><c>corp up</c>: a standalone node that stays until it is told to stop.</summary>
internal sealed class UpVerb
{
    private readonly Option<string?> _url = new("--url") { Description = $"Where to listen, default {HqLocation.DefaultUrl}; port 0 takes a free one", HelpName = "URL" };
    private readonly Option<string?> _data = new("--data") { Description = "State folder, default $XDG_STATE_HOME/corporation or ~/.local/state/corporation", HelpName = "DIR" };
    private readonly Option<string?> _factory = new("--factory-id") { Description = "Name of the node's factory, default the machine's name", HelpName = "ID" };

    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Log everything the node does, not only warnings" };

    public static Verb Create(VerbRunner runner)
    {
        var up = new UpVerb();
        var verb = new Verb(
            "up",
            "Start a standalone node (HQ and one factory) that stays until Ctrl+C",
            "corp up",
            "corp up --url http://127.0.0.1:8080 --data ./state",
            "corp up --url http://127.0.0.1:0 --json").With(up._url, up._data, up._factory, up._verbose);

        return runner.Bind(verb, up.RunAsync);
    }

    private async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var node = await RunningNode.StartAsync(
            new StandaloneNodeOptions
            {
                StateFolder = invocation.Get(_data) ?? StateFolder.Default(invocation.World.Variable),
                Url = invocation.Get(_url) ?? HqLocation.DefaultUrl,
                FactoryId = invocation.Get(_factory),
                QuietLogs = !invocation.Get(_verbose),
            },
            invocation.Time,
            cancellationToken);

        Announce(invocation, node);
        await UntilStoppedAsync(node, cancellationToken);

        if (!invocation.Json)
            invocation.Screen.WriteLine("Stopping: running missions get their grace, interrupted ones go back to the queue …");
        await node.StopAsync();
        if (invocation.Json)
            invocation.WriteJson(new { Event = "stopped" });
        return ExitCodes.Done;
    }

    public static async Task UntilStoppedAsync(RunningNode node, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, node.Stopping);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = either.Token.Register(stopped.SetResult);
        await stopped.Task;
    }

    private static void Announce(Invocation invocation, RunningNode node)
    {
        if (invocation.Json)
        {
            invocation.WriteJson(new { Event = "ready", Url = node.Url, Reference = new Uri(node.Url, "scalar"), StateFolder = node.StatePath, ProcessId = Environment.ProcessId });
            return;
        }

        var hq = node.Url.ToString().TrimEnd('/');
        var option = hq == HqLocation.DefaultUrl ? "" : $" --hq {hq}";
        invocation.Screen.MarkupLine($"[green]HQ is up[/] at [bold]{hq}[/]");
        invocation.World.Out.WriteLine($"""
              API reference   {hq}/scalar
              state           {node.StatePath}
            Try:
              corp kinds{option}
              corp mission submit echo --input '{"{\"text\":\"hi\"}"}' --wait{option}
              corp mission list{option}
            Ctrl+C drains and stops.
            """);
        invocation.World.Out.Flush();
    }
}
