namespace Corporation.Sagas.MissionLife;

/// <summary>One log line of an attempt; only the newest of each mission are kept.</summary>
public sealed class StoredLogLine
{
    /// <summary>Given by the database, growing.</summary>
    public long Position { get; set; }

    /// <summary>The mission.</summary>
    public Guid MissionId { get; set; }

    /// <summary>The attempt that wrote it.</summary>
    public int Attempt { get; set; }

    /// <summary>Position within the attempt, from 1 without gaps.</summary>
    public long Number { get; set; }

    /// <summary>When, by the factory's clock.</summary>
    public DateTimeOffset LoggedAt { get; set; }

    /// <summary><c>info</c>, <c>warning</c>, <c>error</c>, <c>stdout</c> or <c>stderr</c>.</summary>
    public string Level { get; set; } = "";

    /// <summary>The text.</summary>
    public string Text { get; set; } = "";
}
