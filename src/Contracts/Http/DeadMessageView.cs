namespace Corporation.Contracts.Http;

/// <summary>A message on the bus that nobody could handle, where it lies now: in an error queue.</summary>
public sealed record DeadMessageView
{
    /// <summary>Where it lies: error queue, lane and entry, separated by slashes. It has another one after each move.</summary>
    public required string Id { get; init; }

    /// <summary>The error queue.</summary>
    public required string Queue { get; init; }

    /// <summary>The queue whose consumer could not handle it, to which a requeue sends it; null when nothing tells.</summary>
    public string? TargetQueue { get; init; }

    /// <summary>Its id, as it was sent.</summary>
    public string? MessageId { get; init; }

    /// <summary>The first of its message types; null when its body can't be read.</summary>
    public string? MessageType { get; init; }

    /// <summary>The mission that it is about, if it says so.</summary>
    public Guid? JobId { get; init; }

    /// <summary>The kind of that mission.</summary>
    public string? MissionKind { get; init; }

    /// <summary><c>fault</c>: it could not be read or its consumer failed; <c>skipped</c>: nobody there knows its type; or what the transport says.</summary>
    public required string Reason { get; init; }

    /// <summary>The exception's type.</summary>
    public string? ErrorType { get; init; }

    /// <summary>The exception's text.</summary>
    public string? Error { get; init; }

    /// <summary>When it came into the error queue, by the server's clock.</summary>
    public required DateTimeOffset DiedAt { get; init; }

    /// <summary>Bytes of its body.</summary>
    public required int BodyBytes { get; init; }

    /// <summary>Its transport headers; only when it is asked for by id.</summary>
    public IReadOnlyList<MessageHeaderView>? Headers { get; init; }

    /// <summary>Its body as text, at most 64 KiB of it; only when it is asked for by id. What is no UTF-8 is replaced.</summary>
    public string? Body { get; init; }

    /// <summary>Whether the body is longer than what is shown of it.</summary>
    public bool? BodyIsCut { get; init; }
}

/// <summary>A transport header of a message.</summary>
/// <param name="Name">Its name, for instance <c>MT-Fault-Message</c>.</param>
/// <param name="Value">Its value as text.</param>
public sealed record MessageHeaderView(string Name, string Value);
