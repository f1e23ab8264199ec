using System.Text.Json.Serialization;

namespace Corporation.Contracts.Claiming;

/// <summary>Why a claim is not, or no longer, the factory's.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClaimDenial>))]
public enum ClaimDenial
{
    /// <summary>HQ does not know the mission.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>The mission was cancelled.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>A newer offer or claim took the place of this one.</summary>
    [JsonStringEnumMemberName("superseded")]
    Superseded,

    /// <summary>Another claim on the mission holds.</summary>
    [JsonStringEnumMemberName("held")]
    Held,

    /// <summary>The mission has ended.</summary>
    [JsonStringEnumMemberName("terminal")]
    Terminal,

    /// <summary>A newer process of the same factory has announced itself.</summary>
    [JsonStringEnumMemberName("factory_superseded")]
    FactorySuperseded,

    /// <summary>The factory is told to take nothing new: the offer is for another one.</summary>
    [JsonStringEnumMemberName("factory_paused")]
    FactoryPaused,
}
