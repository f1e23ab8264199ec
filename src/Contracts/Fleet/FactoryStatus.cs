using System.Text.Json.Serialization;

namespace Corporation.Contracts.Fleet;

/// <summary>
/// A factory's one word for people: what keeps it from work, the worst first; <see cref="Online"/> when nothing does. On the wire in snake_case.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<FactoryStatus>))]
public enum FactoryStatus
{
    /// <summary>It takes missions.</summary>
    [JsonStringEnumMemberName("online")]
    Online,

    /// <summary>It beats, and is deaf or can't do its work: no mission is placed on it. The reason says more.</summary>
    [JsonStringEnumMemberName("degraded")]
    Degraded,

    /// <summary>See <see cref="FactoryMode.Paused"/>.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,

    /// <summary>See <see cref="FactoryMode.Draining"/>.</summary>
    [JsonStringEnumMemberName("draining")]
    Draining,

    /// <summary>See <see cref="FactoryMode.Quarantined"/>.</summary>
    [JsonStringEnumMemberName("quarantined")]
    Quarantined,

    /// <summary>See <see cref="FactoryPresence.Stale"/>.</summary>
    [JsonStringEnumMemberName("stale")]
    Stale,

    /// <summary>See <see cref="FactoryPresence.Offline"/>.</summary>
    [JsonStringEnumMemberName("offline")]
    Offline,
}
