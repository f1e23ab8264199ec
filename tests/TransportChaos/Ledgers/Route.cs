namespace Corporation.TransportChaos.Ledgers;

/// <summary>The queues of the run, and which messages belong into which.</summary>
internal static class Route
{
    public const string Work = "work";
    public const string Left = "left";
    public const string Right = "right";
    public const string Ordered = "ordered";

    public const string ErrorSuffix = "_error";

    public static IReadOnlyList<string> Queues { get; } = [Work, Left, Right, Ordered];

    /// <summary>Where a message must arrive, in all of them.</summary>
    public static IReadOnlyList<string> Of(ParcelKind kind) => kind switch
    {
        ParcelKind.FannedOut => [Left, Right],
        ParcelKind.Ordered => [Ordered],
        _ => [Work],
    };
}
