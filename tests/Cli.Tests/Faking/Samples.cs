using System.Text.Json;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;

namespace Corporation.Cli.Tests.Faking;

/// <summary>Missions, events and kinds to show.</summary>
internal static class Samples
{
    public static Guid Id { get; } = Guid.Parse("0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77");

    public static DateTimeOffset Now { get; } = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public static MissionView Mission(MissionLifeState state = MissionLifeState.Succeeded) => new()
    {
        JobId = Id,
        MissionKind = "echo",
        State = state,
        Task = "say hi",
        Priority = 1,
        TimeoutSeconds = 60,
        MaxRetries = 3,
        Attempt = 1,
        RetriesUsed = 0,
        Round = 1,
        FactoryId = "desk-1",
        CreatedAt = Now.AddMinutes(-5),
        UpdatedAt = Now.AddMinutes(-4),
        FinishedAt = state.IsTerminal() ? Now.AddMinutes(-4) : null,
        Result = state == MissionLifeState.Succeeded ? Json("""{"text":"hi"}""") : null,
        Error = state is MissionLifeState.Failed or MissionLifeState.DeadLettered ? new MissionError("handler_failed", "no luck [today]") : null,
    };

    public static FactoryView Factory(FactoryMode mode = FactoryMode.Active, FactoryStatus status = FactoryStatus.Online) => new()
    {
        FactoryId = "desk-1",
        FactoryRole = "LOCAL_WORKER",
        DeploymentProfile = "vps",
        Source = "heartbeat",
        RegistrationStatus = status,
        Capabilities = [],
        Metadata = Json("{}"),
        FirstSeenAt = Now,
        LastSeenAt = Now,
        UpdatedAt = Now,
        Mode = mode,
    };

    public static DeadMessageView DeadMessage() => new()
    {
        Id = "hq-missions_error/n/1764260000000-0",
        Queue = "hq-missions_error",
        TargetQueue = "hq-missions",
        MessageType = "urn:message:Corporation.Contracts.Reporting:MissionLogged",
        Reason = "fault",
        ErrorType = "System.InvalidOperationException",
        Error = "no paint [today]\u001b[31m",
        DiedAt = Now.AddHours(-2),
        BodyBytes = 7,
    };

    public static IReadOnlyList<MissionEventView> Timeline() =>
    [
        Event(1, MissionEventNames.Submitted, "api", 0, "{}"),
        Event(2, MissionEventNames.Claimed, "desk-1", 1, """{"lease_seconds":30}"""),
        Event(3, MissionEventNames.Started, "desk-1", 1, null),
        Event(4, MissionEventNames.Succeeded, "desk-1", 1, """{"bytes":16,"note":"[bold]not markup[/]\u001b[31m"}"""),
    ];

    public static KindView Kind(string name) => new()
    {
        MissionKind = name,
        Aliases = [],
        Description = "Says back what it was told.",
        Slots = 4,
        Factories = ["desk-1"],
        TimeoutSeconds = 60,
        MaxRetries = 3,
        RetryDelaySeconds = 2,
        InputSchema = Json("""{"type":"object"}"""),
        ResultSchema = Json("""{"type":"object"}"""),
    };

    public static LogLineView LogLine(long position, string text) => new()
    {
        Position = position,
        Attempt = 1,
        Number = position,
        LoggedAt = Now,
        Level = "stdout",
        Text = text,
    };

    public static JsonElement Json(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static MissionEventView Event(long sequence, string name, string actor, int attempt, string? details) => new()
    {
        Position = 100 + sequence,
        JobId = Id,
        Sequence = sequence,
        OccurredAt = Now.AddMilliseconds(sequence * 3),
        Event = name,
        Actor = actor,
        Attempt = attempt,
        Details = details is null ? null : Json(details),
    };
}
