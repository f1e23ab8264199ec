using System.Text.Json.Serialization;

namespace Corporation.Contracts.Fleet;

/// <summary>What a factory is told to do. It is kept by HQ and outlives restarts of both.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FactoryMode>))]
public enum FactoryMode
{
    /// <summary>It takes missions.</summary>
    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>It beats, finishes what it runs and takes nothing new, until it is resumed.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,

    /// <summary>As <see cref="Paused"/>, on the way to the end of the process: the next process of the factory is active again.</summary>
    [JsonStringEnumMemberName("draining")]
    Draining,

    /// <summary>As <see cref="Paused"/>, because its missions fail: a canary mission that succeeds, or an operator, ends it.</summary>
    [JsonStringEnumMemberName("quarantined")]
    Quarantined,
}
