namespace Corporation.Sagas.MissionLife;

/// <summary>The context that was submitted, apart from the saga so that no transition reads or rewrites it.</summary>
public sealed class StoredPayload
{
    /// <summary>The mission.</summary>
    public Guid MissionId { get; set; }

    /// <summary>A JSON object.</summary>
    public string Context { get; set; } = "{}";
}
