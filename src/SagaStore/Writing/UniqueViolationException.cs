namespace Corporation.SagaStore.Writing;

/// <summary>A row with the same key, or the same value of a unique column, exists.</summary>
public sealed class UniqueViolationException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="constraint">The columns, as <c>table.column</c>, separated by commas.</param>
    /// <param name="innerException">The provider's exception.</param>
    public UniqueViolationException(string constraint, Exception? innerException)
        : base($"A row with the same {constraint} exists already.", innerException) => Constraint = constraint;

    /// <summary>The columns, as <c>table.column</c>, separated by commas.</summary>
    public string Constraint { get; }
}
