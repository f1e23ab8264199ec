using System.Text.Json;
using System.Text.Json.Nodes;

namespace Corporation.Sagas.MissionLife;

public sealed partial class MissionState
{
    private readonly List<object> _appended = [];

    /// <inheritdoc />
    public IReadOnlyList<object> TakeAppendedRows()
    {
        object[] rows = [.. _appended];
        _appended.Clear();
        return rows;
    }

    /// <summary>Adds a row to be stored together with this change.</summary>
    internal void Append(object row) => _appended.Add(row);

    /// <summary>Adds a row to the timeline, to be stored together with this change.</summary>
    internal void Record(string what, string actor, DateTimeOffset now, JsonObject? details = null)
    {
        LastSequence++;
        UpdatedAt = now;
        _appended.Add(new MissionEvent
        {
            MissionId = CorrelationId,
            Sequence = LastSequence,
            OccurredAt = now,
            Event = what,
            Actor = actor,
            Attempt = Attempt,
            Details = details?.ToJsonString(JsonSerializerOptions.Web),
            MissionKind = MissionKind,
        });
    }
}
