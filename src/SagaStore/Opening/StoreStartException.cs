namespace Corporation.SagaStore.Opening;

/// <summary>The store can't be opened: another process has it, it is damaged, from a newer version, or its folder can't be written.</summary>
public sealed class StoreStartException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with which file, and what to do.</param>
    /// <param name="innerException">What the system or the provider said.</param>
    public StoreStartException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
