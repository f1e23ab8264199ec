using System.CommandLine;
using Corporation.Cli.Invoking;
using Corporation.Cli.Reading;
using Corporation.Cli.Showing;
using Corporation.Client;
using Corporation.Contracts.Http;
using Spectre.Console;

namespace Corporation.Cli.Delegating;

/// <summary><c>corp mission requeue</c> and <c>corp mission discard</c>: the two things that can be done with a dead letter.</summary>
internal sealed class DeadLetterVerbs
{
    private readonly Argument<Guid[]> _ids = Inputs.MissionIds(ArgumentArity.ZeroOrMore);
    private readonly MissionFilter _filter = new();
    private readonly Option<bool> _all = new("--all") { Description = "All dead letters" };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Don't ask" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only count" };
    private readonly Option<string?> _reason = CancelVerb.Reason();
    private readonly string _done;
    private readonly Func<IMissionClient, Guid, string?, CancellationToken, Task<MissionView>> _one;
    private readonly Func<IMissionClient, DeadLetterSelection, CancellationToken, Task<DeadLetterOutcome>> _many;

    private DeadLetterVerbs(
        string done,
        Func<IMissionClient, Guid, string?, CancellationToken, Task<MissionView>> one,
        Func<IMissionClient, DeadLetterSelection, CancellationToken, Task<DeadLetterOutcome>> many)
    {
        _done = done;
        _one = one;
        _many = many;
    }

    public static Verb CreateRequeue(VerbRunner runner) => new DeadLetterVerbs(
        "requeued",
        (client, id, reason, cancellationToken) => client.RequeueAsync(id, reason, cancellationToken),
        (client, selection, cancellationToken) => client.RequeueDeadLettersAsync(selection, cancellationToken))
        .Bind(runner, "requeue", "Start a new round for dead letters, by id or by filter");

    public static Verb CreateDiscard(VerbRunner runner) => new DeadLetterVerbs(
        "discarded",
        (client, id, reason, cancellationToken) => client.DiscardAsync(id, reason, cancellationToken),
        (client, selection, cancellationToken) => client.DiscardDeadLettersAsync(selection, cancellationToken))
        .Bind(runner, "discard", "Mark dead letters as done with, by id or by filter");

    private Verb Bind(VerbRunner runner, string name, string description)
    {
        var verb = new Verb(
            name,
            description,
            $"corp mission {name} 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77",
            $"corp mission {name} --kind shell_task --since 24h",
            $"corp mission {name} --text 'connection refused' --yes",
            $"corp mission {name} --all --dry-run")
            .With([_ids, .. _filter.Symbols, _all, _yes, _dryRun, _reason]);

        verb.Validators.Add(result =>
        {
            var byFilter = verb.Options.Except([_yes, _dryRun, _reason]).Any(option => Verb.IsGiven(result.GetResult(option)));
            if (result.GetResult(_ids) is { Tokens.Count: > 0 } && byFilter)
                result.AddError($"Give ids or a filter, not both: an id already says which mission to {name}.");
        });
        return runner.Bind(verb, RunAsync);
    }

    private async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var ids = invocation.Get(_ids) ?? [];
        if (ids.Length > 0)
            return await RunOnEachAsync(invocation, ids, cancellationToken);

        if (!_filter.IsGiven(invocation) && !invocation.Get(_all))
            throw CliException.BadInput("Nothing is chosen. Give ids, a filter like --kind, or --all for every dead letter.");

        return await RunOnSelectionAsync(invocation, cancellationToken);
    }

    private async Task<int> RunOnEachAsync(Invocation invocation, Guid[] ids, CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            var mission = await _one(invocation.Client, id, invocation.Get(_reason), cancellationToken);
            if (invocation.Json)
                invocation.WriteJson(mission);
            else
                invocation.Screen.MarkupLine($"{id} {_done}, now {StateText.Markup(mission.State)}");
        }

        return ExitCodes.Done;
    }

    private async Task<int> RunOnSelectionAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var selection = _filter.ToSelection(invocation, invocation.Get(_reason));
        var counted = await _many(invocation.Client, selection, cancellationToken);

        if (counted.Matched == 0 || invocation.Get(_dryRun))
            return Answer(invocation, counted);
        if (!await ConfirmAsync(invocation, counted.Matched, cancellationToken))
        {
            invocation.Note("Nothing was changed.");
            return ExitCodes.BadInput;
        }

        // HQ refuses if the count is another by now, so nobody changes more than was shown.
        return Answer(invocation, await _many(invocation.Client, selection with { ConfirmCount = counted.Matched }, cancellationToken));
    }

    private async Task<bool> ConfirmAsync(Invocation invocation, int count, CancellationToken cancellationToken)
    {
        if (invocation.Get(_yes))
            return true;
        if (!invocation.World.InIsTerminal || invocation.Json)
            throw CliException.BadInput($"{Letters(count)} would be {_done}. There is no terminal to ask on; add --yes to mean it.");

        await invocation.World.Error.WriteAsync($"{Letters(count)} will be {_done}. Go on? [y/N] ");
        var answer = await invocation.World.In.ReadLineAsync(cancellationToken);
        return answer?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    private int Answer(Invocation invocation, DeadLetterOutcome outcome)
    {
        if (invocation.Json)
            invocation.WriteJson(outcome);
        else if (outcome.Changed == 0)
            invocation.Screen.WriteLine($"{Letters(outcome.Matched)} match.");
        else
            invocation.Screen.WriteLine($"{Letters(outcome.Changed)} {_done}.");
        return ExitCodes.Done;
    }

    private static string Letters(int count) => count == 1 ? "1 dead letter" : $"{count} dead letters";
}
