namespace Corporation.Hq.BackingUp;

/// <summary>A migration, backup or restore can't be done; nothing was changed. The text says what happened, to what, and what to do.</summary>
public sealed class DatabaseException : Exception
{
    /// <summary>Prefer the others.</summary>
    public DatabaseException()
    {
    }

    /// <summary>What happened, to what, and what to do.</summary>
    /// <param name="message">In one or two sentences.</param>
    public DatabaseException(string message)
        : base(message)
    {
    }

    /// <summary>What happened, to what, and what to do, with its cause.</summary>
    /// <param name="message">In one or two sentences.</param>
    /// <param name="innerException">The cause; null when there is none.</param>
    public DatabaseException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether the request itself was wrong, and not a server, a disk or a program that is missing.</summary>
    public bool IsBadInput { get; init; }

    internal static DatabaseException BadInput(string message) => new(message) { IsBadInput = true };
}
