namespace Corporation.Factory.Handling;

/// <summary>How a handler says that it has no result, and what HQ should do about it.</summary>
public static class MissionOutcome
{
    /// <summary>The attempt failed; HQ tries again while retries are left.</summary>
    /// <param name="message">Why, for people.</param>
    public static MissionFailure Fail(string message) => new(message, retryable: true, retryAfter: null);

    /// <summary>No further attempt can help; the mission ends as failed.</summary>
    /// <param name="message">Why, for people.</param>
    public static MissionFailure Reject(string message) => new(message, retryable: false, retryAfter: null);

    /// <summary>The attempt failed and the handler knows when the next one may work.</summary>
    /// <param name="delay">From now on; negative is read as at once, more than a day as a day.</param>
    /// <param name="message">Why, for people.</param>
    public static MissionFailure RetryAfter(TimeSpan delay, string message) => new(message, retryable: true, delay);

    /// <summary>A result. Needed only where the compiler can't convert by itself, which is when the result type is an interface.</summary>
    public static MissionOutcome<TResult> Succeed<TResult>(TResult result) => new(result);
}

/// <summary>What an attempt came to: a <typeparamref name="TResult"/>, or a failure made by <see cref="MissionOutcome"/>.</summary>
public sealed class MissionOutcome<TResult>
{
    internal MissionOutcome(TResult result) => Result = result;

    private MissionOutcome(MissionFailure failure) => Failure = failure;

    internal TResult? Result { get; }

    internal MissionFailure? Failure { get; }

    /// <summary>Success.</summary>
    public static implicit operator MissionOutcome<TResult>(TResult result) => new(result);

    /// <summary>A failure.</summary>
    public static implicit operator MissionOutcome<TResult>(MissionFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return new(failure);
    }
}
