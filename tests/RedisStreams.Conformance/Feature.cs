namespace Corporation.RedisStreams.Conformance;

/// <summary>What a transport may lack. Whatever isn't here, every transport must do.</summary>
public enum Feature
{
    /// <summary>Several buses, also of several processes, see the same queues.</summary>
    SharedByBuses,

    /// <summary>A message lives on when the process dies that was consuming it.</summary>
    OutlivesProcess,

    /// <summary>There is a server that can be killed and restarted with what it had accepted.</summary>
    OutlivesServer,

    /// <summary>A message that is not yet due stays with the transport.</summary>
    Delay,

    /// <summary>A scheduled message can be taken back.</summary>
    CancelSchedule,

    /// <summary>A publish that was scheduled reaches the subscribers of base types and interfaces, as an immediate one does.</summary>
    PolymorphicSchedule,

    /// <summary>A message is dropped when its time to live is over.</summary>
    TimeToLive,

    /// <summary>Of the waiting messages the one of the highest priority comes first.</summary>
    Priority,

    /// <summary>An endpoint can empty its queue before it starts.</summary>
    PurgeOnStartup,

    /// <summary>A queue that nobody has declared keeps what is sent to it.</summary>
    KeepsUnclaimed,

    /// <summary>Of several consumers of a queue one reads, and another one takes over when it is gone.</summary>
    SingleActiveConsumer,

    /// <summary>An endpoint can keep others from reading its queue beside it.</summary>
    ExclusiveConsumer,

    /// <summary>A queue can have a most number of messages; more are not accepted before there is room.</summary>
    BoundedQueue,

    /// <summary>Who sends to a full queue can be told so instead of waiting. What is being consumed takes room, too.</summary>
    RefusesWhenFull,

    /// <summary>A queue can be told to go when nobody has read it for a time.</summary>
    ExpiringQueue,

    /// <summary>A topic's short address may begin with <c>topic:</c>, not only with <c>exchange:</c>.</summary>
    TopicAddress,

    /// <summary>The profile can tell from outside which queues and topics exist.</summary>
    ShowsTopology,
}
