namespace Corporation.TransportChaos.Judging;

/// <summary>What came of a run.</summary>
internal sealed record Verdict
{
    /// <summary>Messages that a producer began to send.</summary>
    public required int Sent { get; init; }

    /// <summary>Messages whose send returned.</summary>
    public required int Acknowledged { get; init; }

    /// <summary>Messages that arrived wherever they were to arrive: handled, or in the error queue as planned.</summary>
    public required int Consumed { get; init; }

    /// <summary>Acknowledged messages that did not.</summary>
    public required int Lost { get; init; }

    /// <summary>Handlings of a message that was handled before in the same queue.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Those of them that something done to the run is the reason for.</summary>
    public required int Explained { get; init; }

    /// <summary>As the transport itself counted.</summary>
    public required long LeasesLost { get; init; }

    /// <summary>How often a consumer or the server got no time from the machine for a third of a lease.</summary>
    public required int Stalls { get; init; }

    public required int ConsumerKills { get; init; }

    public required int ServerKills { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>Every promise that was broken; loss included.</summary>
    public required IReadOnlyList<string> Violations { get; init; }

    public bool IsSound => Violations.Count == 0;
}
