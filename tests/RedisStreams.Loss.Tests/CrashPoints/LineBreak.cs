namespace Corporation.RedisStreams.Loss.Tests.CrashPoints;

/// <summary>How a line breaks.</summary>
/// <param name="Mode">On which way.</param>
/// <param name="IsForGood">Whether nobody gets through any more, as after a kill; otherwise new connections may be made at once.</param>
internal readonly record struct LineBreak(CutMode Mode, bool IsForGood)
{
    public override string ToString() => $"{Mode}{(IsForGood ? "" : "-once")}";
}
