using Corporation.Runtime.Roles;

namespace Corporation.Runtime.Messaging;

/// <summary>Which bus this process is on.</summary>
/// <param name="Kind">The bus.</param>
public sealed record BusChoice(BusKind Kind)
{
    /// <summary>Whether messages outlive the process that sent them.</summary>
    public bool SurvivesProcess => Kind != BusKind.InMemory;
}
