using System.Text.Json;
using Corporation.Contracts.Missions;
using Corporation.Hq.Fleet;
using Corporation.Hq.Refusing;
using Corporation.Hq.Routing;
using Corporation.Sagas.MissionLife;

namespace Corporation.Hq.Submitting;

/// <summary>Reads what a submission asks of the factory that runs it.</summary>
internal static class RoutingFields
{
    private const int MostLabels = 20;

    public static readonly string[] Names = ["target_factory_id", "required_labels", "preferred_labels", "retry_elsewhere"];

    /// <summary>What is asked; empty when nothing is.</summary>
    public static MissionRouting Read(BodyFields fields, InputErrors errors)
    {
        var target = fields.Text("target_factory_id", MissionLimits.MaxFactoryIdLength);
        if (target is not null && !AnnouncementCheck.IsLegalId(target))
            errors.Add(fields.Prefix + "target_factory_id", $"'{Refusal.Shorten(target)}' can't be a factory: a name has letters, digits, dots, dashes and underscores.");
        return new MissionRouting
        {
            TargetFactoryId = target,
            RequiredLabels = ReadLabels(fields, "required_labels", errors),
            PreferredLabels = ReadLabels(fields, "preferred_labels", errors),
            RetriesElsewhere = ReadFlag(fields, "retry_elsewhere", errors),
        };
    }

    private static bool ReadFlag(BodyFields fields, string name, InputErrors errors)
    {
        if (fields.Find(name) is not { } value)
            return false;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            errors.Add(fields.Prefix + name, $"must be true or false, not {BodyFields.Describe(value)}.");
        return value.ValueKind is JsonValueKind.True;
    }

    private static string[] ReadLabels(BodyFields fields, string name, InputErrors errors)
    {
        if (fields.Find(name) is not { } value)
            return [];
        var path = fields.Prefix + name;
        if (value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() > MostLabels)
        {
            errors.Add(path, $"must be a list of at most {MostLabels} labels, each {LabelRequirement.Rule}.");
            return [];
        }

        var labels = new List<string>();
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind is not JsonValueKind.String)
                errors.Add($"{path}[{labels.Count}]", $"must be a string, not {BodyFields.Describe(item)}.");
            else if (!LabelRequirement.TryRead(item.GetString()!, out _, out var problem))
                errors.Add($"{path}[{labels.Count}]", $"'{Refusal.Shorten(item.GetString()!)}' {problem}.");
            labels.Add(item.ToString().Trim());
        }

        return [.. labels];
    }
}
