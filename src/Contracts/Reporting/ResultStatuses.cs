namespace Corporation.Contracts.Reporting;

/// <summary>The two words of the <c>status</c> field of a result.</summary>
public static class ResultStatuses
{
    /// <summary>The mission has a result.</summary>
    public const string Success = "SUCCESS";

    /// <summary>The mission ended without one.</summary>
    public const string Failed = "FAILED";
}
