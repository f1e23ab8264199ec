namespace Corporation.Sagas.MissionLife;

/// <summary>The result of a mission. Its primary key is the mission: the database itself refuses a second one.</summary>
public sealed class StoredResult
{
    /// <summary>The mission.</summary>
    public Guid MissionId { get; set; }

    /// <summary>The attempt that brought it.</summary>
    public int Attempt { get; set; }

    /// <summary>JSON.</summary>
    public string Result { get; set; } = "null";

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset RecordedAt { get; set; }
}
