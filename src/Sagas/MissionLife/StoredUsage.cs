namespace Corporation.Sagas.MissionLife;

/// <summary>Something an attempt consumed; append-only.</summary>
public sealed class StoredUsage
{
    /// <summary>Given by the database.</summary>
    public long Position { get; set; }

    /// <summary>The mission.</summary>
    public Guid MissionId { get; set; }

    /// <summary>The attempt that consumed it.</summary>
    public int Attempt { get; set; }

    /// <summary>What.</summary>
    public string Resource { get; set; } = "";

    /// <summary>In what unit.</summary>
    public string Unit { get; set; } = "";

    /// <summary>How much, a decimal number as text: exact, whatever the database.</summary>
    public string Quantity { get; set; } = "0";

    /// <summary>When it was reported.</summary>
    public DateTimeOffset RecordedAt { get; set; }
}
