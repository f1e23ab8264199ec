using System.Globalization;
using System.Text.Json;
using Corporation.Cli.Invoking;
using Corporation.Contracts.Http;
using Corporation.Contracts.Json;
using Corporation.Contracts.Missions;
using Spectre.Console;

namespace Corporation.Cli.Showing;

/// <summary>One mission with everything known about it.</summary>
internal static class MissionSheet
{
    private static readonly JsonSerializerOptions Indented = new(ContractsJson.Http) { WriteIndented = true };

    public static void Write(Invocation invocation, MissionView mission)
    {
        if (invocation.Json)
        {
            invocation.WriteJson(mission);
            return;
        }

        var sheet = Tables.Sheet();
        AddHead(sheet, mission);
        AddTimes(sheet, mission, invocation.Now);
        AddUsage(sheet, mission);
        invocation.Screen.Write(sheet);

        if (mission.Payload is { } payload)
            WriteJsonBlock(invocation, "input", payload.Context);
        WriteOutcome(invocation, mission);
    }

    /// <summary>How it ended: the result, or the error.</summary>
    public static void WriteOutcome(Invocation invocation, MissionView mission)
    {
        if (mission.Result is { } result)
            WriteJsonBlock(invocation, "result", result);
        if (mission is { Error: { } error, State: not MissionLifeState.Succeeded })
            invocation.Screen.MarkupLine($"[red]{Markup.Escape(error.Type)}[/] {Markup.Escape(Terminals.ControlCharacters.Strip(error.Message))}");
        if (mission.State.IsTerminal())
            invocation.Screen.MarkupLine($"{mission.JobId} {StateText.Markup(mission.State)}{Took(mission)}");
    }

    private static void AddHead(Grid sheet, MissionView mission)
    {
        Tables.AddFact(sheet, "id", mission.JobId.ToString());
        Tables.AddFact(sheet, "kind", mission.MissionKind);
        Tables.AddMarkupFact(sheet, "state", StateText.Markup(mission.State));
        Tables.AddFact(sheet, "task", mission.Task);
        if (mission.IdempotencyKey is { } key)
            Tables.AddFact(sheet, "key", key);
        Tables.AddFact(sheet, "priority", Number(mission.Priority));
        Tables.AddFact(sheet, "attempt", $"{Number(mission.Attempt)} (retries {Number(mission.RetriesUsed)} of {Number(mission.MaxRetries)}, round {Number(mission.Round)})");
        if (mission.FactoryId is { } factory)
            Tables.AddFact(sheet, "factory", factory);
        AddRouting(sheet, mission.Routing);
        if (mission.Progress is { } progress)
            Tables.AddFact(sheet, "progress", string.Create(CultureInfo.InvariantCulture, $"{progress.Percent:0.#}{(progress.Percent is null ? "" : " % ")}{progress.Message}"));
    }

    private static void AddRouting(Grid sheet, RoutingView? routing)
    {
        if (routing?.TargetFactoryId is { } target)
            Tables.AddFact(sheet, "only on", target);
        if (routing?.RequiredLabels is { Count: > 0 } required)
            Tables.AddFact(sheet, "requires", string.Join(", ", required));
        if (routing?.PreferredLabels is { Count: > 0 } preferred)
            Tables.AddFact(sheet, "prefers", string.Join(", ", preferred));
        if (routing is { RetryElsewhere: true })
            Tables.AddFact(sheet, "retries", "elsewhere than where it failed");
    }

    private static void AddTimes(Grid sheet, MissionView mission, DateTimeOffset now)
    {
        Tables.AddFact(sheet, "timeout", RelativeTime.Duration(TimeSpan.FromSeconds(mission.TimeoutSeconds)));
        AddTime(sheet, "submitted", mission.CreatedAt, now);
        AddTime(sheet, "not before", mission.StartAt, now);
        AddTime(sheet, "deadline", mission.DeadlineAt, now);
        AddTime(sheet, "next attempt", mission.NextAttemptAt, now);
        AddTime(sheet, "started", mission.StartedAt, now);
        AddTime(sheet, "cancel asked", mission.CancelRequestedAt, now);
        AddTime(sheet, "ended", mission.FinishedAt, now);
        AddTime(sheet, "discarded", mission.DiscardedAt, now);
    }

    private static void AddTime(Grid sheet, string name, DateTimeOffset? time, DateTimeOffset now)
    {
        if (time is { } known)
            Tables.AddFact(sheet, name, string.Create(CultureInfo.InvariantCulture, $"{known.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z ({RelativeTime.Phrase(known, now)})"));
    }

    private static void AddUsage(Grid sheet, MissionView mission)
    {
        foreach (var entry in mission.Usage ?? [])
            Tables.AddFact(sheet, "used", string.Create(CultureInfo.InvariantCulture, $"{entry.Quantity} {entry.Unit} of {entry.Resource}"));
    }

    private static void WriteJsonBlock(Invocation invocation, string name, JsonElement json)
    {
        // Not through the screen: wrapped JSON can't be copied. The serializer escapes control characters.
        invocation.World.Out.WriteLine($"{name}: {JsonSerializer.Serialize(json, Indented)}");
    }

    private static string Took(MissionView mission) =>
        mission.FinishedAt is { } end ? $" after {RelativeTime.Duration(end - mission.CreatedAt)}" : "";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
