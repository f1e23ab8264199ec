using System.CommandLine;
using Corporation.Cli.Invoking;
using Corporation.Cli.Reading;
using Corporation.Cli.Showing;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Spectre.Console;

namespace Corporation.Cli.Delegating;

/// <summary><c>corp mission submit</c>.</summary>
internal sealed class SubmitVerb
{
    private readonly Argument<string> _kind = new("KIND") { Description = "What kind of mission; 'corp kinds' lists them" };
    private readonly Option<string?> _input = new("--input") { Description = "Typed input, a JSON object; - reads stdin", HelpName = "JSON" };
    private readonly Option<string?> _inputFile = new("--input-file") { Description = "Read the input from a file; - reads stdin", HelpName = "FILE" };
    private readonly Option<string?> _task = new("--task") { Description = "What it is about, in words", HelpName = "TEXT" };
    private readonly Option<string?> _key = new("--key") { Description = "Idempotency key: the same key gives the same mission back", HelpName = "KEY" };
    private readonly Option<int?> _priority = Inputs.Number("--priority", "Higher goes first within the kind", MissionLimits.MinPriority, MissionLimits.MaxPriority);
    private readonly Option<TimeSpan?> _timeout = Inputs.Duration("--timeout", "How long one attempt may run, like 90s");
    private readonly Option<int?> _maxRetries = Inputs.Number("--max-retries", "Further attempts after the first", 0, MissionLimits.MaxMaxRetries);
    private readonly Option<TimeSpan?> _startIn = Inputs.Duration("--start-in", "Not before this has passed");
    private readonly Option<DateTimeOffset?> _startAt = Inputs.Time("--start-at", "Not before this time");
    private readonly Option<TimeSpan?> _deadlineIn = Inputs.Duration("--deadline-in", "Expires when it has not ended after this");
    private readonly Option<DateTimeOffset?> _deadlineAt = Inputs.Time("--deadline-at", "Expires when it has not ended by then");
    private readonly Option<string?> _target = Inputs.FactoryId("--on", "Run it on this factory and no other", "FACTORY");
    private readonly Option<string[]> _require = new("--require") { Description = "A label that the factory must have, like gpu, os=linux or memory_gb>=16; may be repeated", HelpName = "LABEL" };
    private readonly Option<string[]> _prefer = new("--prefer") { Description = "A label that is good to have; may be repeated", HelpName = "LABEL" };
    private readonly Option<bool> _elsewhere = new("--retry-elsewhere") { Description = "Retry on another factory than the one where it failed" };
    private readonly Option<bool> _wait = new("--wait") { Description = "Wait for its end; exit 1 unless it succeeded" };
    private readonly Option<bool> _follow = new("--follow") { Description = "Like --wait, and show its timeline live" };

    public static Verb Create(VerbRunner runner)
    {
        var verb = new SubmitVerb();
        return runner.Bind(verb.Describe(), verb.RunAsync);
    }

    private Verb Describe() => new Verb(
        "submit",
        "Submit a mission",
        "corp mission submit echo --input '{\"text\":\"hi\"}' --wait",
        "corp mission submit shell_task --input '{\"command\":[\"uname\",\"-a\"]}' --timeout 90s --follow",
        "corp mission submit bootstrap_repo --input-file repo.json --key nightly-2026-01-31",
        "jq -n '{text: \"hi\"}' | corp mission submit echo --input - --priority 10",
        "corp mission submit echo --input '{\"text\":\"later\"}' --start-in 30s --deadline-in 2h",
        "corp mission submit shell_task --input-file train.json --require gpu --require 'memory_gb>=16'")
        .With(_kind, _input, _inputFile, _task, _key, _priority, _timeout, _maxRetries, _startIn, _startAt, _deadlineIn, _deadlineAt, _target, _require, _prefer, _elsewhere, _wait, _follow)
        .Either(_input, _inputFile)
        .Either(_startIn, _startAt)
        .Either(_deadlineIn, _deadlineAt);

    private async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var submission = await ReadAsync(invocation, cancellationToken);
        var submitted = await invocation.Client.SubmitAsync(submission, cancellationToken);

        if (invocation.Get(_follow))
        {
            Announce(invocation, submitted.Mission, submitted.Created);
            return await MissionWatching.FollowAsync(invocation, submitted.Mission.JobId, cancellationToken);
        }

        if (!invocation.Get(_wait))
        {
            if (invocation.Json)
                invocation.WriteJson(submitted.Mission);
            else
                Announce(invocation, submitted.Mission, submitted.Created);
            return ExitCodes.Done;
        }

        Announce(invocation, submitted.Mission, submitted.Created);
        var ended = await MissionWatching.WaitForEndAsync(invocation.Client, submitted.Mission.JobId, cancellationToken);
        MissionSheet.Write(invocation, ended);
        return MissionWatching.ExitCodeOf(ended);
    }

    private async Task<MissionSubmission> ReadAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var kind = invocation.Get(_kind)!; // A required argument.
        if (!MissionKindName.IsLegal(kind))
            throw CliException.BadInput($"'{kind}' is not a mission kind: {MissionKindName.Rule}. 'corp kinds' lists those of the fleet.");

        var context = await MissionInput.ReadAsync(invocation.Get(_input), invocation.Get(_inputFile), invocation.World, cancellationToken);
        var task = invocation.Get(_task);

        return new MissionSubmission
        {
            MissionKind = kind,
            Payload = context is null && task is null ? null : new SubmittedPayload { Task = task, Context = context },
            IdempotencyKey = invocation.Get(_key),
            Priority = invocation.Get(_priority),
            TimeoutSeconds = invocation.Get(_timeout)?.TotalSeconds,
            MaxRetries = invocation.Get(_maxRetries),
            StartAt = invocation.Get(_startAt) ?? invocation.Now + invocation.Get(_startIn),
            DeadlineAt = invocation.Get(_deadlineAt) ?? invocation.Now + invocation.Get(_deadlineIn),
            TargetFactoryId = invocation.Get(_target),
            RequiredLabels = invocation.Get(_require) is { Length: > 0 } required ? required : null,
            PreferredLabels = invocation.Get(_prefer) is { Length: > 0 } preferred ? preferred : null,
            RetryElsewhere = invocation.Get(_elsewhere) ? true : null,
        };
    }

    private static void Announce(Invocation invocation, MissionView mission, bool created)
    {
        if (invocation.Json)
            return;

        invocation.Screen.MarkupLineInterpolated($"{(created ? "Submitted" : "Known already")} [bold]{mission.JobId}[/] ({mission.MissionKind}, {mission.State.WireName()})");
    }
}
