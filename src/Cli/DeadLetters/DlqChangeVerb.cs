using System.CommandLine;
using Corporation.Cli.Delegating;
using Corporation.Cli.Invoking;
using Corporation.Client;
using Corporation.Contracts.Http;

namespace Corporation.Cli.DeadLetters;

/// <summary><c>corp dlq requeue</c> and <c>corp dlq discard</c>: counts first, asks, and then changes what was counted and nothing more.</summary>
internal sealed class DlqChangeVerb
{
    private readonly Argument<string[]> _ids = new("ID") { Description = "Missions or messages, as 'corp dlq list' shows them", Arity = ArgumentArity.ZeroOrMore };
    private readonly DlqFilter _filter = new();
    private readonly Option<string?> _to = new("--to") { Description = "Send messages to this queue and not to the one in which each failed", HelpName = "QUEUE" };
    private readonly Option<bool> _all = new("--all") { Description = "All dead letters" };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Don't ask" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only count" };
    private readonly Option<string?> _reason = CancelVerb.Reason();
    private readonly bool _isRequeue;

    private DlqChangeVerb(bool isRequeue) => _isRequeue = isRequeue;

    private string Done => _isRequeue ? "requeued" : "discarded";

    public static Verb CreateRequeue(VerbRunner runner) =>
        new DlqChangeVerb(isRequeue: true).Bind(runner, "requeue", "Start missions anew, and send messages back to where they failed");

    public static Verb CreateDiscard(VerbRunner runner) =>
        new DlqChangeVerb(isRequeue: false).Bind(runner, "discard", "Mark missions as done with, and remove messages for good");

    private Verb Bind(VerbRunner runner, string name, string description)
    {
        var verb = new Verb(
            name,
            description,
            $"corp dlq {name} hq-missions_error/n/1764260000000-0",
            $"corp dlq {name} --queue mission-echo_error --yes",
            $"corp dlq {name} --missions --kind shell_task --since 24h",
            $"corp dlq {name} --all --dry-run")
            .With([_ids, .. _filter.Symbols, _all, .. _isRequeue ? (Symbol[])[_to] : [], _yes, _dryRun, _reason]);
        _filter.AddTo(verb);
        verb.Validators.Add(result =>
        {
            var tokens = result.GetResult(_ids)?.Tokens ?? [];
            foreach (var token in tokens.Where(token => !DlqId.IsLegal(token.Value)))
                result.AddError(DlqId.Complaint(token.Value));
            if (tokens.Count > 0 && _filter.Symbols.OfType<Option>().Append(_all).Any(option => Verb.IsGiven(result.GetResult(option))))
                result.AddError($"Give ids or a filter, not both: an id already says what to {name}.");
        });
        return runner.Bind(verb, RunAsync);
    }

    private async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var ids = invocation.Get(_ids) ?? [];
        if (ids.Length == 0 && !_filter.IsGiven(invocation) && !invocation.Get(_all))
            throw CliException.BadInput("Nothing is chosen. Give ids, a filter like --queue, or --all for every dead letter.");

        Guid[] missionIds = [.. ids.Where(id => Guid.TryParse(id, out _)).Select(Guid.Parse)];
        var messages = MessagesOf(invocation, [.. ids.Where(id => !Guid.TryParse(id, out _))]);
        var missions = ids.Length == 0 && _filter.WantsMissions(invocation) ? _filter.Missions(invocation, invocation.Get(_reason)) : null;

        var matchedMissions = missions is null ? missionIds.Length : (await ChangeAsync(invocation.Client, missions, cancellationToken)).Matched;
        var matchedMessages = messages is null ? 0 : await CountAsync(invocation, messages, cancellationToken);
        if (messages?.Ids is { } wanted && matchedMessages < wanted.Count)
            throw CliException.BadInput($"Of {wanted.Count} messages {wanted.Count - matchedMessages} are not there; nothing was changed. 'corp dlq list' shows those that are.");

        var matched = matchedMissions + matchedMessages;
        if (matched == 0 || invocation.Get(_dryRun))
            return Answer(invocation, matched, 0);
        if (!await ConfirmAsync(invocation, matchedMissions, matchedMessages, ids.Length > 0, cancellationToken))
        {
            invocation.Note("Nothing was changed.");
            return ExitCodes.BadInput;
        }

        // HQ refuses if a count is another by now, so nobody changes more than was shown.
        var changed = 0;
        foreach (var mission in missionIds)
        {
            _ = await ChangeAsync(invocation.Client, mission, invocation.Get(_reason), cancellationToken);
            changed++;
        }

        if (missions is not null && matchedMissions > 0)
            changed += (await ChangeAsync(invocation.Client, missions with { ConfirmCount = matchedMissions }, cancellationToken)).Changed;
        if (messages is not null && matchedMessages > 0)
            changed += (await ChangeAsync(invocation.Client, messages with { ConfirmCount = matchedMessages }, cancellationToken)).Changed;
        return Answer(invocation, matched, changed);
    }

    private DeadMessageSelection? MessagesOf(Invocation invocation, string[] ids)
    {
        var target = _isRequeue ? invocation.Get(_to) : null;
        if (ids.Length > 0)
            return new DeadMessageSelection { Ids = [.. ids.Distinct(StringComparer.Ordinal)], TargetQueue = target };
        return (invocation.Get(_ids) ?? []).Length == 0 && _filter.WantsMessages(invocation) ? _filter.Messages(invocation, target) : null;
    }

    // Who asks for all dead letters of a node whose bus has no error queues means its missions.
    private async Task<int> CountAsync(Invocation invocation, DeadMessageSelection selection, CancellationToken cancellationToken)
    {
        try
        {
            return (await ChangeAsync(invocation.Client, selection, cancellationToken)).Matched;
        }
        catch (HqProblemException problem) when (problem.Type == ProblemTypes.NotOnThisBus && selection.Ids is null && _filter.WantsMissions(invocation))
        {
            return 0;
        }
    }

    private Task<MissionView> ChangeAsync(IMissionClient client, Guid mission, string? reason, CancellationToken cancellationToken) => _isRequeue
        ? client.RequeueAsync(mission, reason, cancellationToken)
        : client.DiscardAsync(mission, reason, cancellationToken);

    private Task<DeadLetterOutcome> ChangeAsync(IMissionClient client, DeadLetterSelection selection, CancellationToken cancellationToken) => _isRequeue
        ? client.RequeueDeadLettersAsync(selection, cancellationToken)
        : client.DiscardDeadLettersAsync(selection, cancellationToken);

    private Task<DeadLetterOutcome> ChangeAsync(IMissionClient client, DeadMessageSelection selection, CancellationToken cancellationToken) => _isRequeue
        ? client.RequeueDeadMessagesAsync(selection, cancellationToken)
        : client.DiscardDeadMessagesAsync(selection, cancellationToken);

    private async Task<bool> ConfirmAsync(Invocation invocation, int missions, int messages, bool byId, CancellationToken cancellationToken)
    {
        // What is named and can be undone needs no second word.
        if (invocation.Get(_yes) || (byId && _isRequeue))
            return true;

        var what = $"{missions} {(missions == 1 ? "mission" : "missions")} and {messages} {(messages == 1 ? "message" : "messages")}";
        if (!invocation.World.InIsTerminal || invocation.Json)
            throw CliException.BadInput($"{what} would be {Done}. There is no terminal to ask on; add --yes to mean it.");

        await invocation.World.Error.WriteAsync($"{what} will be {Done}{(_isRequeue ? "" : ", the messages for good")}. Go on? [y/N] ");
        var answer = await invocation.World.In.ReadLineAsync(cancellationToken);
        return answer?.Trim().ToLowerInvariant() is "y" or "yes";
    }

    private int Answer(Invocation invocation, int matched, int changed)
    {
        if (invocation.Json)
            invocation.WriteJson(new DeadLetterOutcome(matched, changed));
        else if (changed == 0)
            invocation.World.Out.WriteLine(matched == 1 ? "1 dead letter matches." : $"{matched} dead letters match.");
        else
            invocation.World.Out.WriteLine(changed == 1 ? $"1 dead letter {Done}." : $"{changed} dead letters {Done}.");
        return ExitCodes.Done;
    }
}
