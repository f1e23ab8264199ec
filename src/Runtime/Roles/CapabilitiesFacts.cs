namespace Corporation.Runtime.Roles;

/// <summary>What <c>capabilities.md</c> says.</summary>
public sealed record CapabilitiesFacts
{
    /// <summary>Who the process is.</summary>
    public required string FactoryId { get; init; }

    /// <summary>What its role allows.</summary>
    public required RolePolicy Role { get; init; }

    /// <summary>Its <c>UA_DEPLOYMENT_PROFILE</c>.</summary>
    public required string DeploymentProfile { get; init; }

    /// <summary>The version of its software.</summary>
    public required string Version { get; init; }

    /// <summary>What it can run: kind, description, how many at a time.</summary>
    public required IReadOnlyList<(string Kind, string Description, int Slots)> Kinds { get; init; }

    /// <summary>Its labels; none by default.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
