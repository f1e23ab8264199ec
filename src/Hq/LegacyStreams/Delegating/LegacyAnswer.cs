using System.Text.Json;
using System.Text.Unicode;
using Corporation.Contracts.Json;
using Corporation.Contracts.Reporting;
using Corporation.Hq.Submitting;

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
        if (Parse(entry, out var fault) is not { } envelope)
            return Failure($"The worker's answer {entry.Id} {fault}.");
        if (LegacyEnvelope.Member(envelope, LegacyEntry.StatusField) is not { ValueKind: JsonValueKind.String } status)
            return Failure($"The worker's answer {entry.Id} has no status.");
        return status.GetString() == ResultStatuses.Success
            ? new LegacyAnswer(LegacyEnvelope.Member(envelope, "result") ?? Null, null)
            : Failure(TextOf(envelope, "error") ?? $"The worker reported {status.GetString()} and no error.");
    }

    /// <summary>Reads an entry of the stream of dead letters.</summary>
    public static LegacyAnswer OfDeadLetter(LegacyEntry entry)
    {
        if (Parse(entry, out var fault) is not { } envelope)
            return Failure($"The worker's dead letter {entry.Id} {fault}.");
        return Failure(TextOf(envelope, "failure_error") ?? $"The worker made the mission a dead letter ({entry.Id}) and gave no reason.");
    }

    /// <summary>An answer that a defect here made unreadable.</summary>
    public static LegacyAnswer OfDefect(LegacyEntry entry, Exception defect) =>
        Failure($"HQ could not read the worker's answer {entry.Id}: {defect.Message}");

    private static LegacyAnswer Failure(string error) => new(Null, error);

    private static string? TextOf(JsonElement envelope, string name) =>
        LegacyEnvelope.Member(envelope, name) is { ValueKind: JsonValueKind.String } text && !string.IsNullOrWhiteSpace(text.GetString())
            ? text.GetString()
            : null;

    // What is no text, bytes or half of a surrogate pair, is legal in a string of JSON until somebody asks for it, or wants to store it.
    private static JsonElement? Parse(LegacyEntry entry, out string fault)
    {
        fault = "is not a JSON object";
        var bytes = entry.Find(LegacyEntry.EnvelopeField) is { } value ? (byte[]?)value ?? [] : [];
        try
        {
            if (!Utf8.IsValid(bytes) || LoneSurrogates.Find(bytes) is not null)
            {
                fault = "has a string that is not text";
                return null;
            }

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
