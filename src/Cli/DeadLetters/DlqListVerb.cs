using System.CommandLine;
using System.Globalization;
using Corporation.Cli.Invoking;
using Corporation.Cli.Reading;
using Corporation.Cli.Showing;
using Corporation.Contracts.Http;
using Spectre.Console;

namespace Corporation.Cli.DeadLetters;

/// <summary><c>corp dlq list</c>.</summary>
internal sealed class DlqListVerb
{
    private const int DefaultLimit = 50;
    private const int LargestPage = 200;

    private readonly DlqFilter _filter = new();
    private readonly Option<int?> _limit = Inputs.Number("--limit", "At most so many of each sort, default 50", 1, LargestPage);

    /// <summary>One dead letter of either sort, as a row and as JSON.</summary>
    private sealed record Letter(
        string Source, string Id, DateTimeOffset At, string? MissionKind, string? Queue, string? MessageType, Guid? JobId, string? Reason, string? ErrorType, string? Error);

    public static Verb Create(VerbRunner runner)
    {
        var list = new DlqListVerb();
        var verb = new Verb(
            "list",
            "List dead letters with reason, time, kind and queue, and count them",
            "corp dlq list",
            "corp dlq list --queue mission-echo_error",
            "corp dlq list --missions --kind shell_task --since 24h",
            "corp dlq list --json | jq -r .id").With([.. list._filter.Symbols, list._limit]);
        list._filter.AddTo(verb);
        return runner.Bind(verb, list.RunAsync);
    }

    private async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var limit = invocation.Get(_limit) ?? DefaultLimit;
        var missions = _filter.WantsMissions(invocation) ? await MissionsAsync(invocation, limit, cancellationToken) : [];
        var messages = _filter.WantsMessages(invocation)
            ? await invocation.Client.ListDeadMessagesAsync(_filter.MessageQuery(invocation, limit), cancellationToken)
            : null;
        Letter[] letters = [.. missions.Select(OfMission), .. (messages?.Messages ?? []).Select(OfMessage)];

        foreach (var letter in invocation.Json ? letters : [])
            invocation.WriteJson(letter);
        if (!invocation.Json && letters.Length > 0)
            invocation.Screen.Write(TableOf(letters, invocation.Now));
        Conclude(invocation, letters.Length, missions.Count, messages);
        return ExitCodes.Done;
    }

    // A list of missions has the discarded ones as well: they need no decision any more.
    private async Task<IReadOnlyList<MissionView>> MissionsAsync(Invocation invocation, int limit, CancellationToken cancellationToken)
    {
        var found = new List<MissionView>();
        string? cursor = null;
        do
        {
            var page = await invocation.Client.ListAsync(_filter.MissionQuery(invocation, LargestPage, cursor), cancellationToken);
            found.AddRange(page.Missions.Where(mission => mission.DiscardedAt is null));
            cursor = page.NextCursor;
        }
        while (cursor is not null && found.Count < limit);
        return [.. found.Take(limit)];
    }

    private static Letter OfMission(MissionView mission) => new(
        "mission", mission.JobId.ToString(), mission.FinishedAt ?? mission.UpdatedAt, mission.MissionKind, null, null, mission.JobId,
        "retries_spent", mission.Error?.Type, mission.Error?.Message);

    private static Letter OfMessage(DeadMessageView message) => new(
        "message", message.Id, message.DiedAt, message.MissionKind, message.Queue, message.MessageType, message.JobId, message.Reason, message.ErrorType, message.Error);

    private static Table TableOf(IEnumerable<Letter> letters, DateTimeOffset now)
    {
        var table = Tables.Create("ID", "AGE", "WHAT", "WHY");
        table.Columns[0].NoWrap();
        table.Columns[1].RightAligned();
        foreach (var letter in letters)
        {
            table.AddRow(
                Tables.Cell(letter.Id),
                Tables.Cell(RelativeTime.Age(letter.At, now)),
                Tables.Cell(letter.Source == "mission" ? letter.MissionKind ?? "" : Short(letter.MessageType)),
                Tables.Cell(letter.Error is { } error ? error.Split('\n')[0] : letter.Reason ?? ""));
        }

        return table;
    }

    private static string Short(string? messageType) => messageType is null ? "unreadable" : messageType[(messageType.LastIndexOf(':') + 1)..];

    private static void Conclude(Invocation invocation, int shown, int missions, DeadMessagePage? messages)
    {
        if (messages is { BusHasErrorQueues: false })
            invocation.Note("The bus of this HQ has no error queues that can be looked into; only missions are listed.");
        if (shown == 0)
        {
            invocation.Note("No dead letters match.");
            return;
        }

        if (missions > 0)
            invocation.Note(string.Create(CultureInfo.InvariantCulture, $"missions: {missions}"));
        foreach (var queue in messages?.Queues ?? [])
            invocation.Note(string.Create(CultureInfo.InvariantCulture, $"{queue.Queue}: {queue.Messages}"));
    }
}
