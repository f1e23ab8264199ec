namespace Corporation.SagaStore.Writing;

/// <summary>
/// The store can't be written or read now. Nothing was changed, unless <see cref="IsOutcomeUnknown"/>; the same call may succeed later.
/// </summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What happened to which file, and what to do.</param>
    /// <param name="innerException">The provider's exception.</param>
    public StoreUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether the change may have been made all the same: the connection broke during the commit and the server did not come back to tell.</summary>
    /// <value>False by default. Repeat only what is safe to be done twice, or look first.</value>
    public bool IsOutcomeUnknown { get; init; }
}
