namespace Corporation.Runtime.Roles;

/// <summary>Everything that a role allows (decision D-001). Made by <see cref="Of"/>; code asks this and never the role's name.</summary>
public sealed record RolePolicy
{
    private static readonly RolePolicy Headquarters = new()
    {
        Role = FactoryRole.Headquarters,
        Name = "HEADQUARTERS",
        HttpSurface = HttpSurface.Full,
        HasWebUi = true,
        Delegation = DelegationMode.PublishAndListen,
        HeartbeatScope = HeartbeatScope.Global,
        StateStore = StateStore.PostgreSql,
        Bus = BusKind.RedisStreams,
    };

    private static readonly RolePolicy LocalWorker = new()
    {
        Role = FactoryRole.LocalWorker,
        Name = "LOCAL_WORKER",
        HttpSurface = HttpSurface.HealthOnly,
        HasWebUi = false,
        Delegation = DelegationMode.ListenOnly,
        HeartbeatScope = HeartbeatScope.Local,
        StateStore = StateStore.Sqlite,
        Bus = BusKind.RedisStreams,
    };

    private static readonly RolePolicy StandaloneNode = new()
    {
        Role = FactoryRole.StandaloneNode,
        Name = "STANDALONE_NODE",
        HttpSurface = HttpSurface.Full,
        HasWebUi = true,
        Delegation = DelegationMode.WithinItself,
        HeartbeatScope = HeartbeatScope.Local,
        StateStore = StateStore.Sqlite,
        Bus = BusKind.InMemory,
    };

    private RolePolicy()
    {
    }

    /// <summary>The policies of all roles.</summary>
    public static IReadOnlyList<RolePolicy> All { get; } = [Headquarters, LocalWorker, StandaloneNode];

    /// <summary>The role.</summary>
    public required FactoryRole Role { get; init; }

    /// <summary>The role as it is written in <c>FACTORY_ROLE</c> and on the wire.</summary>
    public required string Name { get; init; }

    /// <summary>What of the HTTP API is served.</summary>
    public required HttpSurface HttpSurface { get; init; }

    /// <summary>Whether the web UI is served.</summary>
    public required bool HasWebUi { get; init; }

    /// <summary>Which part in delegation it plays.</summary>
    public required DelegationMode Delegation { get; init; }

    /// <summary>Who hears its heartbeat.</summary>
    public required HeartbeatScope HeartbeatScope { get; init; }

    /// <summary>Where its state lives.</summary>
    public required StateStore StateStore { get; init; }

    /// <summary>Which bus it is on unless the settings say otherwise.</summary>
    public required BusKind Bus { get; init; }

    /// <summary>The policy of a role.</summary>
    public static RolePolicy Of(FactoryRole role) => role switch
    {
        FactoryRole.Headquarters => Headquarters,
        FactoryRole.LocalWorker => LocalWorker,
        FactoryRole.StandaloneNode => StandaloneNode,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "This role has no policy; add it to RolePolicy."),
    };
}

/// <summary>What of the HTTP API a process serves.</summary>
public enum HttpSurface
{
    /// <summary>Health checks only.</summary>
    HealthOnly,

    /// <summary>Everything.</summary>
    Full,
}

/// <summary>Which part in delegation a process plays.</summary>
public enum DelegationMode
{
    /// <summary>It runs what others delegate.</summary>
    ListenOnly,

    /// <summary>It delegates to the fleet and listens to it.</summary>
    PublishAndListen,

    /// <summary>It delegates to itself alone.</summary>
    WithinItself,
}

/// <summary>Who hears a heartbeat.</summary>
public enum HeartbeatScope
{
    /// <summary>The process itself.</summary>
    Local,

    /// <summary>The fleet.</summary>
    Global,
}

/// <summary>Where state lives.</summary>
public enum StateStore
{
    /// <summary>A file of this machine.</summary>
    Sqlite,

    /// <summary>The fleet's database.</summary>
    PostgreSql,
}

/// <summary>Which bus a process is on.</summary>
public enum BusKind
{
    /// <summary>Within the process.</summary>
    InMemory,

    /// <summary>The fleet's, on a Redis server.</summary>
    RedisStreams,

    /// <summary>The fleet's, on a RabbitMQ broker.</summary>
    RabbitMq,
}
