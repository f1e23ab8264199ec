using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Corporation.Contracts.Missions;
using Corporation.Factory.Cataloguing;
using Corporation.Factory.Handling;

namespace Corporation.Factory.Working;

/// <summary>Between JSON and the handler's types, both ways, with every way that this can go wrong.</summary>
internal sealed class MissionPayloads(int maxResultBytes)
{
    public static bool TryRead<TInput>(
        JsonElement json,
        [NotNullWhen(true)] out TInput? input,
        [NotNullWhen(false)] out AttemptEnding? unreadable)
    {
        string problem;
        try
        {
            input = json.Deserialize<TInput>(MissionJson.Input);
            unreadable = null;
            if (input is not null)
                return true;
            problem = "it is null";
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or ArgumentException or InvalidOperationException or FormatException)
        {
            problem = exception.Message;
        }

        input = default;
        unreadable = AttemptEnding.Failure(
            MissionErrorTypes.UnreadablePayload,
            $"payload.context can't be read as {typeof(TInput).Name}: {problem} Compare it with the kind's input schema.",
            retryable: false);
        return false;
    }

    public AttemptEnding EndingOf<TResult>(MissionOutcome<TResult>? outcome)
    {
        if (outcome is null)
            return AttemptEnding.Failure(MissionErrorTypes.HandlerFailed, "The handler returned null instead of an outcome.", retryable: true);
        if (outcome.Failure is { } failure)
            return AttemptEnding.Of(failure);

        try
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(outcome.Result, MissionJson.Result);
            return bytes.Length <= maxResultBytes
                ? new AttemptEnding.Succeeded(JsonElement.Parse(bytes))
                : Unusable($"has {bytes.Length} bytes of JSON; the limit is {maxResultBytes}. Put large output into a file or the log.");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            return Unusable($"can't be written as JSON: {exception.Message}");
        }

        static AttemptEnding.Failed Unusable(string problem) =>
            AttemptEnding.Failure(MissionErrorTypes.UnusableResult, $"The result ({typeof(TResult).Name}) {problem}", retryable: false);
    }
}
