namespace Corporation.SagaStore.Tests.Conformance;

/// <summary>What a repository can do beyond what all must. What it lacks is refused with a clear error, and a case says so.</summary>
/// <param name="FindsByExpression">Whether events may be correlated by an expression, and sagas be found by one.</param>
/// <param name="IsShared">Whether several processes may use it at once.</param>
/// <param name="HasServer">Whether it is in a server of its own that can be killed.</param>
public sealed record RepositoryFeatures(bool FindsByExpression, bool IsShared, bool HasServer);
