namespace Corporation.TransportChaos.Striking;

/// <summary>What is done to a run.</summary>
internal enum StrikeKind
{
    /// <summary><c>kill -9</c> of a consumer process; another one takes its place.</summary>
    KillConsumer,

    /// <summary><c>kill -9</c> of a producer process; another one sends the rest.</summary>
    KillProducer,

    /// <summary><c>kill -9</c> of the server, now and then of a consumer at the same moment; it starts again with its data on its port.</summary>
    KillServer,

    /// <summary>SIGSTOP of a consumer for longer than its lease.</summary>
    FreezeConsumer,

    /// <summary><c>CLIENT KILL</c> of every connection.</summary>
    CutConnections,

    /// <summary>SIGTERM of a consumer, which stops in order; another one takes its place.</summary>
    RestartConsumer,

    /// <summary>Nobody's doing: the server answered nobody for a third of a lease, because the machine or its disk had no time for it.</summary>
    ServerStall,
}
