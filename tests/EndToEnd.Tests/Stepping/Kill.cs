namespace Corporation.EndToEnd.Tests.Stepping;

/// <summary>One death of HQ.</summary>
/// <param name="Point">Where it was to be.</param>
/// <param name="Content">What the step was about.</param>
internal sealed record Kill(KillPoint Point, string Content)
{
    public override string ToString() => $"{Point.Moment} {Point.Kind} {Point.Number} ({Content})";
}
