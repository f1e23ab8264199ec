using System.Text.Json;
using Corporation.Contracts.Json;
using Corporation.Contracts.Reporting;

namespace Corporation.Hq.LegacyStreams.Delegating;

/// <summary>What a worker of the old fleet made of a job.</summary>
/// <param name="Result">Its result.</param>
/// <param name="Error">Why there is none; null when there is one.</param>
internal sealed record LegacyAnswer(JsonElement Result, string? Error)
{
    private static readonly JsonElement Null = JsonElement.Parse("null");
    private static readonly JsonDocumentOptions Rules = new() { MaxDepth = ContractsJson.MaxDepth };

    /// <summary>Reads an entry of the stream of results.</summary>
    public static LegacyAnswer OfResult(LegacyEntry entry)
    {
        if (Parse(entry) is not { } envelope || LegacyEnvelope.Member(envelope, LegacyEntry.StatusField) is not { ValueKind: JsonValueKind.String } status)
            return Failure($"The worker's answer {entry.Id} is not a JSON object with a status.");
        return status.GetString() == ResultStatuses.Success
            ? new LegacyAnswer(LegacyEnvelope.Member(envelope, "result") ?? Null, null)
            : Failure(TextOf(envelope, "error") ?? $"The worker reported {status.GetString()} and no error.");
    }

    /// <summary>Reads an entry of the stream of dead letters.</summary>
    public static LegacyAnswer OfDeadLetter(LegacyEntry entry) => Failure(
        Parse(entry) is { } envelope && TextOf(envelope, "failure_error") is { } error
            ? error
            : $"The worker made the mission a dead letter ({entry.Id}) and gave no reason.");

    private static LegacyAnswer Failure(string error) => new(Null, error);

    private static string? TextOf(JsonElement envelope, string name) =>
        LegacyEnvelope.Member(envelope, name) is { ValueKind: JsonValueKind.String } text && !string.IsNullOrWhiteSpace(text.GetString())
            ? text.GetString()
            : null;

    private static JsonElement? Parse(LegacyEntry entry)
    {
        try
        {
            var bytes = entry.Find(LegacyEntry.EnvelopeField) is { } value ? (byte[]?)value ?? [] : [];
            var envelope = JsonElement.Parse(bytes, Rules);
            return envelope.ValueKind == JsonValueKind.Object ? envelope : null;
        }
        catch (JsonException)
        {
            // The caller says what is wrong with it.
            return null;
        }
    }
}
