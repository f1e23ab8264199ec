using System.Text.Json;
using Corporation.Contracts.Missions;
using Corporation.Factory.Handling;
using Corporation.Factory.Relaying;

namespace Corporation.Factory.Working;

/// <summary>What an attempt came to, and so what HQ is told.</summary>
internal abstract record AttemptEnding
{
    private AttemptEnding()
    {
    }

    public sealed record Succeeded(JsonElement Result) : AttemptEnding;

    public sealed record Failed(MissionError Error, bool Retryable, TimeSpan? RetryAfter) : AttemptEnding;

    public sealed record Cancelled : AttemptEnding;

    public sealed record Released(string Reason) : AttemptEnding;

    /// <summary>The claim was lost: HQ is told nothing.</summary>
    public sealed record Forgotten : AttemptEnding;

    public static Failed Failure(string type, string message, bool retryable, TimeSpan? retryAfter = null) =>
        new(new(type, LogText.Cut(message, MissionLimits.MaxErrorLength) ?? ""), retryable, retryAfter);

    public static Failed Of(MissionFailure failure) =>
        Failure(MissionErrorTypes.HandlerFailed, failure.Message, failure.Retryable, failure.RetryAfter);

    /// <summary>Type and message only: a stack trace says more about the factory than a client should know.</summary>
    public static Failed Of(Exception exception)
    {
        var cause = exception is AggregateException { InnerExceptions: [var only] } ? only : exception;
        return Failure(cause.GetType().FullName ?? cause.GetType().Name, cause.Message, retryable: true);
    }
}
