namespace Corporation.Hq.Diagnostics;

/// <summary>Under which name HQ measures.</summary>
internal static class HqMeter
{
    public const string Name = "Corporation.Hq";
}
