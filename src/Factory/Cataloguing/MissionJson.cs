using System.Text.Json;
using System.Text.Json.Serialization;
using Corporation.Contracts.Json;

namespace Corporation.Factory.Cataloguing;

/// <summary>How inputs are read and results are written: the rules of <see cref="ContractsJson"/>, and strict about null and duplicates.</summary>
internal static class MissionJson
{
    /// <summary>
    /// Deepest nesting of a result. Less than at the doors: the report's envelope adds levels of its own, and a report that
    /// the bus can't write would be repeated for ever.
    /// </summary>
    public const int MaxResultDepth = 48;

    public static JsonSerializerOptions Input { get; } = Create(JsonUnmappedMemberHandling.Disallow, ContractsJson.MaxDepth);

    public static JsonSerializerOptions Result { get; } = Create(JsonUnmappedMemberHandling.Skip, MaxResultDepth);

    private static JsonSerializerOptions Create(JsonUnmappedMemberHandling unmapped, int maxDepth)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.General);
        ContractsJson.Apply(options, unmapped);
        options.MaxDepth = maxDepth;
        options.RespectNullableAnnotations = true;
        options.AllowDuplicateProperties = false;
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
