namespace Corporation.SagaStore.Writing;

/// <summary>The store can't be written or read now. Nothing was changed; the same call may succeed later.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened to which file, and what to do.</param>
    /// <param name="innerException">The provider's exception.</param>
    public StoreUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
