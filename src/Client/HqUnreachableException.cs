namespace Corporation.Client;

/// <summary>HQ gave no answer: not started, wrong URL, network.</summary>
public sealed class HqUnreachableException : Exception
{
    /// <summary>Creates the exception.</summary>
    public HqUnreachableException(Uri hq, Exception innerException)
        : base($"HQ at {hq} can't be reached ({innerException.Message}). Start one with 'corp up', or name another with --hq or UA_HQ_BASE_URL.", innerException) =>
        Hq = hq;

    /// <summary>Where HQ was looked for.</summary>
    public Uri Hq { get; }
}
