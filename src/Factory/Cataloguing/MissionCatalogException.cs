namespace Corporation.Factory.Cataloguing;

/// <summary>The factory can't start, because handlers are wrong or collide. All errors are in the message.</summary>
public sealed class MissionCatalogException : InvalidOperationException
{
    internal MissionCatalogException(IReadOnlyList<string> errors)
        : base($"{(errors.Count == 1 ? "One mission handler is" : $"{errors.Count} things about the mission handlers are")} wrong:"
            + string.Concat(errors.Select(error => $"{Environment.NewLine}  - {error}"))) =>
        Errors = errors;

    /// <summary>Each error, with the names of the classes concerned.</summary>
    public IReadOnlyList<string> Errors { get; }
}
