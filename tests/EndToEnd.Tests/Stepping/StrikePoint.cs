namespace Corporation.EndToEnd.Tests.Stepping;

/// <summary>What HQ does to the world, seen from outside.</summary>
internal enum StepKind
{
    /// <summary>A transaction that wrote is committed, or a statement of its own wrote.</summary>
    Commit,

    /// <summary>Messages go to the bus.</summary>
    Send,

    /// <summary>Messages are acknowledged to the bus.</summary>
    Settle,
}

/// <summary>When HQ is struck.</summary>
internal enum Moment
{
    /// <summary>The server never hears of the step.</summary>
    Before,

    /// <summary>The server has done the step, and HQ never hears of it.</summary>
    After,
}

/// <summary>Where HQ is struck.</summary>
internal readonly record struct StrikePoint(Step Step, Moment Moment)
{
    public override string ToString() => $"{Moment} {Step}";
}
