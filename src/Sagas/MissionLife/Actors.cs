namespace Corporation.Sagas.MissionLife;

/// <summary>Who stands in the timeline where it is not a factory.</summary>
public static class Actors
{
    /// <summary>HQ itself: its clock, its sweeper, its dispatcher.</summary>
    public const string Hq = "hq";

    /// <summary>A caller of the HTTP API.</summary>
    public const string Api = "api";
}
