namespace Corporation.TransportBench.Measuring;

/// <summary>A transport neither ended a publish nor delivered anything for so long that waiting on would be pointless.</summary>
internal sealed class TransportStalledException : InvalidOperationException
{
    public TransportStalledException(string message)
        : base(message)
    {
    }
}
