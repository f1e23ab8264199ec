using System.Text.Json;
using System.Text.Json.Serialization;
using Corporation.TransportChaos.Ledgers;

namespace Corporation.TransportChaos.Victims;

/// <summary>What one process of the run is to do. It goes over as JSON on the command line.</summary>
internal sealed record VictimPlan
{
    public required VictimRole Role { get; init; }

    /// <summary>Counts the processes of a role from 1: one that replaces another has its own.</summary>
    public required int Number { get; init; }

    public required Uri Server { get; init; }

    public required string VirtualHost { get; init; }

    public required string LedgerFile { get; init; }

    public required TimeSpan LeaseDuration { get; init; }

    /// <summary>Which kinds of messages there are, and how often of all together.</summary>
    public required IReadOnlyDictionary<ParcelKind, int> Mix { get; init; }

    /// <summary>How many messages to send; a producer ends by itself afterwards.</summary>
    public int Messages { get; init; } = int.MaxValue;

    /// <summary>How many of a producer's workers send at a time, each one message after the other.</summary>
    public int Senders { get; init; } = 16;

    /// <summary>Producers wait while this many messages are queued.</summary>
    public int LongestBacklog { get; init; } = 5_000;

    public bool Deduplicates { get; init; }

    /// <summary>How long a send goes on trying while the server can't be reached.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long each handler takes.</summary>
    public TimeSpan HandlingDuration { get; init; }

    public static string NameOf(VictimRole role, int number) => $"{(role == VictimRole.Producer ? "producer" : "consumer")}-{number}";

    /// <summary>What the process is called in reports and files.</summary>
    [JsonIgnore]
    public string Name => NameOf(Role, Number);

    /// <summary>Whether one of the queues is read by one consumer at a time.</summary>
    public bool HasSingleReader { get; init; }

    /// <summary>Whether the bus keeps its log to itself.</summary>
    public bool IsQuiet { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this);

    public static VictimPlan Parse(string json) =>
        JsonSerializer.Deserialize<VictimPlan>(json) ?? throw new FormatException("A victim's plan must be a JSON object, but is null.");
}
