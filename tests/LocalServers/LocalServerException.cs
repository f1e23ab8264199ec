namespace Corporation.LocalServers;

/// <summary>A server could not be started, or refused a command. The message ends with what the server itself said.</summary>
public sealed class LocalServerException : InvalidOperationException
{
    public LocalServerException(string message)
        : base(message)
    {
    }

    public LocalServerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Somebody else took the port between choosing it and listening on it; another one may do.</summary>
    internal bool PortWasTaken { get; init; }
}
