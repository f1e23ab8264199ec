namespace Corporation.Factory.Handling;

/// <summary>A failure that a handler returned on purpose. Made by <see cref="MissionOutcome"/>.</summary>
public sealed class MissionFailure
{
    internal MissionFailure(string message, bool retryable, TimeSpan? retryAfter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(message);

        Message = message;
        Retryable = retryable;
        RetryAfter = retryAfter;
    }

    /// <summary>Why, for people.</summary>
    public string Message { get; }

    /// <summary>False when no further attempt can help.</summary>
    public bool Retryable { get; }

    /// <summary>When to try again, if the handler knows better than the back-off.</summary>
    public TimeSpan? RetryAfter { get; }
}
