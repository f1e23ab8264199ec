using System.CommandLine;
using Corporation.Cli.Invoking;
using Corporation.Factory;
using Corporation.Hq;
using Spectre.Console;

namespace Corporation.Cli.NodeHosting;

/// <summary><c>corp up</c>: a standalone node, an HQ or a factory that stays until it is told to stop.</summary>
internal sealed class UpVerb
{
    private const string RoleVariable = "FACTORY_ROLE";
    private const string DefaultRole = "STANDALONE_NODE";
    private const string WorkerUrl = "http://127.0.0.1:7401";

    private readonly Option<string?> _url = new("--url") { Description = $"Where to listen, default {HqLocation.DefaultUrl}; port 0 takes a free one", HelpName = "URL" };
    private readonly Option<string?> _data = new("--data") { Description = "State folder, default $XDG_STATE_HOME/corporation or ~/.local/state/corporation", HelpName = "DIR" };
    private readonly Option<string?> _factory = new("--factory-id") { Description = "Name of the node's factory, default the machine's name", HelpName = "ID" };

    private readonly Option<string?> _role = new("--role")
    {
        Description = "standalone_node (default), headquarters or local_worker; or set FACTORY_ROLE",
        HelpName = "ROLE",
    };

    private readonly Option<string?> _database = new("--database")
    {
        Description = "PostgreSQL of a headquarters: Host=…;Port=…;Username=…;Password=…;Database=…; better set Database__ConnectionString",
        HelpName = "CONNECTION",
    };

    private readonly Option<string?> _bus = new("--bus")
    {
        Description = "in-memory, redis-streams or rabbitmq, default what the role says; or set Bus__Kind. Where its server is: UA_REDIS_URL, Bus__RabbitMqUrl",
        HelpName = "BUS",
    };

    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Log everything the node does, not only warnings" };

    public static Verb Create(VerbRunner runner)
    {
        var up = new UpVerb();
        var verb = new Verb(
            "up",
            "Start a standalone node (HQ and one factory), an HQ or a factory that stays until Ctrl+C",
            "corp up",
            "corp up --url http://127.0.0.1:8080 --data ./state",
            "corp up --url http://127.0.0.1:0 --json",
            "corp up --role headquarters",
            "corp up --role headquarters --bus rabbitmq",
            "corp up --role local_worker --factory-id desk-2 --data ./desk-2").With(up._role, up._url, up._data, up._factory, up._database, up._bus, up._verbose);

        return runner.Bind(verb, up.RunAsync);
    }

    private async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var role = ReadRole(invocation);
        await using var node = await StartAsync(invocation, role, cancellationToken);

        Announce(invocation, node, role);
        await UntilStoppedAsync(node, cancellationToken);

        if (!invocation.Json)
            invocation.Screen.WriteLine("Stopping: running missions get their grace, interrupted ones go back to the queue …");
        await node.StopAsync();
        if (invocation.Json)
            invocation.WriteJson(new { Event = "stopped" });
        return ExitCodes.Done;
    }

    // On a machine where somebody types it, 'corp up' is a node of its own; a service says what it is.
    private NodeRole ReadRole(Invocation invocation)
    {
        var written = invocation.Get(_role) ?? invocation.World.Variable(RoleVariable);
        return NodeRole.Find(string.IsNullOrWhiteSpace(written) ? DefaultRole : written)
            ?? throw CliException.BadInput($"'{written}' is no role. Choose standalone_node, headquarters or local_worker with --role.");
    }

    private Task<RunningNode> StartAsync(Invocation invocation, NodeRole role, CancellationToken cancellationToken)
    {
        var isQuiet = !invocation.Get(_verbose);
        Dictionary<string, string?>? settings = invocation.Get(_bus) is { } bus ? new() { ["Bus:Kind"] = bus } : null;
        if (!role.HasFactory)
        {
            if ((invocation.Get(_data) ?? invocation.Get(_factory)) is not null)
                throw CliException.BadInput("A headquarters has neither a state folder nor a factory: its state is in PostgreSQL. Leave out --data and --factory-id.");

            return RunningNode.StartAsync(
                new HeadquartersOptions
                {
                    Url = invocation.Get(_url) ?? HqLocation.DefaultUrl, Database = invocation.Get(_database), Settings = settings, QuietLogs = isQuiet,
                },
                cancellationToken);
        }

        if (invocation.Get(_database) is not null)
            throw CliException.BadInput("--database is for --role headquarters; the others keep their state in --data.");
        var folder = invocation.Get(_data) ?? StateFolder.Default(invocation.World.Variable);
        return !role.HasHq
            ? RunningNode.StartAsync(
                new WorkerNodeOptions
                {
                    StateFolder = folder, Url = invocation.Get(_url) ?? WorkerUrl, FactoryId = invocation.Get(_factory), Settings = settings,
                    QuietLogs = isQuiet,
                },
                cancellationToken)
            : RunningNode.StartAsync(
                new StandaloneNodeOptions
                {
                    StateFolder = folder, Url = invocation.Get(_url) ?? HqLocation.DefaultUrl, FactoryId = invocation.Get(_factory), Settings = settings,
                    QuietLogs = isQuiet,
                },
                invocation.Time,
                cancellationToken);
    }

    public static async Task UntilStoppedAsync(RunningNode node, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, node.Stopping);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = either.Token.Register(stopped.SetResult);
        await stopped.Task;
    }

    private static void Announce(Invocation invocation, RunningNode node, NodeRole role)
    {
        if (invocation.Json)
        {
            invocation.WriteJson(new { Event = "ready", Role = role.Name, Url = node.Url, Reference = new Uri(node.Url, "scalar"), StateFolder = node.StatePath, ProcessId = Environment.ProcessId });
            return;
        }

        var hq = node.Url.ToString().TrimEnd('/');
        var option = hq == HqLocation.DefaultUrl ? "" : $" --hq {hq}";
        if (!role.HasHq)
        {
            invocation.Screen.MarkupLine($"[green]The factory is up[/], its health at [bold]{hq}/readyz[/]");
            return;
        }

        invocation.Screen.MarkupLine($"[green]HQ is up[/] at [bold]{hq}[/]");
        invocation.World.Out.WriteLine($"""
              API reference   {hq}/scalar
              state           {node.StatePath ?? "PostgreSQL"}
            Try:
              corp kinds{option}
              corp mission submit echo --input '{"{\"text\":\"hi\"}"}' --wait{option}
              corp mission list{option}
            Ctrl+C drains and stops.
            """);
        invocation.World.Out.Flush();
    }
}
