namespace Corporation.Contracts;

/// <summary>The names of the queues on the bus, in one place.</summary>
public static class QueueNames
{
    /// <summary>Where HQ hears claims, leases, progress and reports.</summary>
    public const string Hq = "hq-missions";

    /// <summary>Where the factories that can run <paramref name="kind"/> compete for its offers.</summary>
    /// <remarks>A colon is written as a dot: legal in every transport, and no kind name has one.</remarks>
    public static string OfKind(string kind) => $"mission-{kind.Replace(':', '.')}";

    /// <summary>The queue of one factory.</summary>
    public static string OfFactory(string factoryId) => $"factory-{factoryId}";

    /// <summary>The address of a queue, as the bus knows it.</summary>
    public static Uri Address(string queue) => new($"queue:{queue}");
}
