namespace Corporation.Runtime.Roles;

/// <summary>What a process is (<c>FACTORY_ROLE</c>, decision D-001).</summary>
public enum FactoryRole
{
    /// <summary>The one place that knows the truth.</summary>
    Headquarters,

    /// <summary>A machine that runs missions for a headquarters.</summary>
    LocalWorker,

    /// <summary>Headquarters and one factory in one process, with the in-memory bus and SQLite.</summary>
    StandaloneNode,
}
