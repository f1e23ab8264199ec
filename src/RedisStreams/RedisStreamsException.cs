namespace Corporation.RedisStreams;

/// <summary>A step of the transport failed for a reason that trying again does not mend, or that the caller must decide about.</summary>
/// <remarks>
/// Its text says what happened, to what, and what to do. A server that can't be reached or used at all is a
/// <see cref="MassTransit.ConnectionException"/> instead.
/// </remarks>
public sealed class RedisStreamsException : Exception
{
    /// <summary>An exception without a message; prefer the others.</summary>
    public RedisStreamsException()
    {
    }

    /// <summary>What happened, to what, and what to do.</summary>
    /// <param name="message">In one or two sentences.</param>
    public RedisStreamsException(string message)
        : base(message)
    {
    }

    /// <summary>What happened, to what, and what to do, with its cause.</summary>
    /// <param name="message">In one or two sentences.</param>
    /// <param name="innerException">The cause; null when there is none.</param>
    public RedisStreamsException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The stream, queue or topic it happened to; null when it concerns the server as a whole.</summary>
    public string? Entity { get; init; }

    /// <summary>The stream entry it happened to, <c>milliseconds-sequence</c>; null when it concerns none.</summary>
    public string? EntryId { get; init; }
}
