namespace Corporation.Contracts.Http;

/// <summary>What this HQ is and can do.</summary>
/// <param name="Factory">It.</param>
/// <param name="Delegation">Its way to the fleet.</param>
/// <param name="CapabilitiesMarkdown">The <c>capabilities.md</c> that was written when it started.</param>
public sealed record CapabilitiesView(SelfView Factory, DelegationView Delegation, string CapabilitiesMarkdown);

/// <summary>What this process is. The names are those of the fleet before this one.</summary>
public sealed record SelfView
{
    /// <summary>The id under which it is listed among the factories.</summary>
    public required string FactoryId { get; init; }

    /// <summary>Its <c>FACTORY_ROLE</c>.</summary>
    public required string FactoryRole { get; init; }

    /// <summary>Its <c>UA_DEPLOYMENT_PROFILE</c>.</summary>
    public required string DeploymentProfile { get; init; }

    /// <summary><c>full</c> or <c>health_only</c>.</summary>
    public required string GatewayMode { get; init; }

    /// <summary><c>publish_and_listen</c>, <c>listen_only</c> or <c>within_itself</c>.</summary>
    public required string DelegationMode { get; init; }

    /// <summary><c>global</c> or <c>local</c>.</summary>
    public required string HeartbeatScope { get; init; }

    /// <summary>Whether it serves a web UI.</summary>
    public required bool StartUi { get; init; }

    /// <summary>Whether it gives missions to others.</summary>
    public required bool CanPublishDelegations { get; init; }

    /// <summary>Whether it hears them.</summary>
    public required bool CanListenDelegations { get; init; }

    /// <summary>Whether the legacy streams are on.</summary>
    public required bool RedisDelegationEnabled { get; init; }

    /// <summary>The legacy stream; absent while they are off.</summary>
    public string? RedisStreamName { get; init; }

    /// <summary>The legacy consumer group; absent while they are off.</summary>
    public string? RedisConsumerGroup { get; init; }

    /// <summary>The version of the software.</summary>
    public required string Version { get; init; }

    /// <summary>When this was told.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>The way to the fleet.</summary>
/// <param name="Bus">Which bus: <c>in-memory</c>, <c>redis-streams</c> or <c>rabbitmq</c>.</param>
/// <param name="Connected">Whether what factories say can reach this HQ now.</param>
/// <param name="Kinds">What the fleet can run.</param>
public sealed record DelegationView(string Bus, bool Connected, IReadOnlyList<string> Kinds);
