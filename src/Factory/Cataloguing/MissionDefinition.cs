using System.Text.Json;
using Corporation.Contracts.Announcing;
using Corporation.Factory.Handling;

namespace Corporation.Factory.Cataloguing;

/// <summary>One kind that this factory runs: the attribute's values and the types, checked.</summary>
internal sealed record MissionDefinition(MissionKindAttribute Kind, Type HandlerType, Type InputType, Type ResultType)
{
    private readonly Lazy<KindAnnouncement> _announcement = new(() => new KindAnnouncement
    {
        MissionKind = Kind.Name,
        Aliases = Kind.Aliases,
        Description = Kind.Description,
        Version = Kind.Version,
        Slots = Kind.Concurrency,
        TimeoutSeconds = Kind.TimeoutSeconds,
        MaxRetries = Kind.MaxRetries,
        RetryDelaySeconds = Kind.RetryDelaySeconds,
        InputSchema = KindSchema.Of(InputType, MissionJson.Input),
        ResultSchema = KindSchema.Of(ResultType, MissionJson.Result),
    });

    public string Name => Kind.Name;

    public JsonElement InputSchema => Announcement.InputSchema;

    public KindAnnouncement Announcement => _announcement.Value;
}
