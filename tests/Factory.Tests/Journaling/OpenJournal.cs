using System.Diagnostics.Metrics;
using System.Text.Json;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Offering;
using Corporation.Contracts.Reporting;
using Corporation.Factory.Journaling;
using Corporation.Factory.Working;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Corporation.Factory.Tests.Journaling;

/// <summary>A journal without a factory around it, and attempts to write into it.</summary>
internal static class OpenJournal
{
    public static readonly JsonElement Done = JsonElement.Parse("""{"text":"done ✓"}""");

    public static Journal At(string path, TimeProvider? time = null, long maxBytes = JournalFile.DefaultMaxBytes, long epoch = 1)
    {
        var metrics = new JournalMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        var journal = new Journal(new JournalFile(path, maxBytes), epoch, metrics, time ?? TimeProvider.System, NullLogger.Instance);
        try
        {
            journal.Open();
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    public static HeldAttempt NewAttempt(Guid? token = null, Guid? missionId = null)
    {
        var offer = new ExecuteMission
        {
            MissionId = missionId ?? Guid.NewGuid(),
            MissionKind = "echo",
            Priority = 1,
            TimeoutSeconds = 30,
            MaxRetries = 0,
            Attempt = 1,
            Payload = new MissionPayload("echo", Done),
        };
        var grant = new ClaimGranted { MissionId = offer.MissionId, Attempt = 1, ClaimToken = token ?? Guid.NewGuid(), LeaseSeconds = 30, TimeoutSeconds = 30 };
        return new HeldAttempt(offer, grant, TimeSpan.FromSeconds(1), TimeProvider.System, null!, NullLogger.Instance); // nothing here relays
    }

    public static MissionSucceeded SuccessOf(HeldAttempt attempt, JsonElement? result = null) => new()
    {
        MissionId = attempt.Offer.MissionId,
        ClaimToken = attempt.Token,
        Result = result ?? Done,
        Usage = [new UsageEntry("model", "tokens", 5.5m)],
    };

    /// <summary>What lies in the file now, read by another connection: the tokens, and whether each has a report.</summary>
    public static Dictionary<Guid, bool> Read(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = new SqliteCommand("select claim_token, report is not null from entries", connection);
        using var reader = command.ExecuteReader();
        var entries = new Dictionary<Guid, bool>();
        while (reader.Read())
            entries.Add(reader.GetGuid(0), reader.GetBoolean(1));
        return entries;
    }
}
