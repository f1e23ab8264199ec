using System.Text.Json;
using System.Text.Json.Serialization;

namespace Corporation.Hq.LegacyStreams.Delegating;

/// <summary>An input of which HQ knows nothing: the worker that runs the mission says whether it can do with it.</summary>
/// <remarks>Without the attribute the schema that is announced would refuse every member, as it does for inputs that name theirs.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed class AnyContext
{
    /// <summary>Whatever the mission has.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Members { get; set; } = [];
}
