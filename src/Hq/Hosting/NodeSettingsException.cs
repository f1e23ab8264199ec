namespace Corporation.Hq;

/// <summary>The process was told to be something that this version can't be. Somebody must change the settings.</summary>
public sealed class NodeSettingsException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, with the value seen, and what to set instead.</param>
    public NodeSettingsException(string message)
        : base(message)
    {
    }
}
