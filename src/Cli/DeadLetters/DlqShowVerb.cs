using System.CommandLine;
using System.Globalization;
using Corporation.Cli.Invoking;
using Corporation.Cli.Listing;
using Corporation.Cli.Showing;
using Corporation.Cli.Terminals;
using Corporation.Contracts.Http;

namespace Corporation.Cli.DeadLetters;

/// <summary><c>corp dlq show</c>.</summary>
internal static class DlqShowVerb
{
    public static Verb Create(VerbRunner runner)
    {
        var id = new Argument<string>("ID") { Description = "As 'corp dlq list' shows it: of a mission, or queue/lane/entry of a message" };
        var verb = new Verb(
            "show",
            "Show one dead letter: a mission with its timeline, or a message with its headers and body",
            "corp dlq show 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77",
            "corp dlq show mission-echo_error/n/1764260000000-0 --json | jq -r .body").With(id);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(id) is { Tokens: [var token] } && !DlqId.IsLegal(token.Value))
                result.AddError(DlqId.Complaint(token.Value));
        });

        return runner.Bind(verb, async (invocation, cancellationToken) =>
        {
            var text = invocation.Get(id) ?? "";
            if (!Guid.TryParse(text, out var mission))
            {
                Write(invocation, await invocation.Client.GetDeadMessageAsync(text, cancellationToken));
                return ExitCodes.Done;
            }

            MissionSheet.Write(invocation, await invocation.Client.GetAsync(mission, wait: null, cancellationToken));
            if (!invocation.Json)
                await ShowVerb.WriteTimelineAsync(invocation, invocation.Client, mission, cancellationToken);
            return ExitCodes.Done;
        });
    }

    private static void Write(Invocation invocation, DeadMessageView message)
    {
        if (invocation.Json)
        {
            invocation.WriteJson(message);
            return;
        }

        var sheet = Tables.Sheet();
        Tables.AddFact(sheet, "message", message.Id);
        Tables.AddFact(sheet, "failed in", message.TargetQueue ?? "not known; a requeue needs --to");
        Tables.AddFact(sheet, "type", message.MessageType ?? "can't be read");
        if (message.JobId is { } mission)
            Tables.AddFact(sheet, "mission", mission.ToString());
        Tables.AddFact(sheet, "died", $"{message.DiedAt.ToString("u", CultureInfo.InvariantCulture)} ({RelativeTime.Phrase(message.DiedAt, invocation.Now)})");
        Tables.AddFact(sheet, "reason", message.Reason);
        if (message.Error is not null)
            Tables.AddFact(sheet, "error", $"{message.ErrorType}: {message.Error}");
        invocation.Screen.Write(sheet);

        invocation.World.Out.WriteLine("headers:");
        foreach (var (name, value) in message.Headers ?? [])
            invocation.World.Out.WriteLine($"  {ControlCharacters.Strip(name)}: {ControlCharacters.Strip(value)}");
        invocation.World.Out.WriteLine(message.BodyIsCut == true
            ? string.Create(CultureInfo.InvariantCulture, $"body, the first part of {message.BodyBytes} bytes:")
            : string.Create(CultureInfo.InvariantCulture, $"body, {message.BodyBytes} bytes:"));
        invocation.World.Out.WriteLine(ControlCharacters.Strip(message.Body ?? ""));
        invocation.World.Out.Flush();
    }
}
