namespace Corporation.Factory;

/// <summary>The factory can't start here and now. The text says what somebody must do.</summary>
public sealed class FactoryStartException : Exception
{
    internal FactoryStartException(string message, Exception? cause)
        : base(message, cause)
    {
    }
}
