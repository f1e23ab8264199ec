using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Corporation.FleetChaos.Judging;

/// <summary>A verdict for people and for programs.</summary>
internal static class VerdictText
{
    private const int MostBroken = 100;

    public static IEnumerable<string> Lines(Verdict verdict)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"{verdict.Submitted} missions accepted, {verdict.Terminal} ended, in {verdict.Seconds:0} s");
        yield return string.Create(
            CultureInfo.InvariantCulture, $"{verdict.Lost} lost, {verdict.DoubleRecorded} recorded twice, {verdict.OverlappingClaims} overlapping claims");
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict.Requeues} attempts of killed factories were queued again, 99 % of them within {verdict.CrashToRequeueP99:0.0} s; {verdict.LateResults} late reports were refused");
        yield return "faults: " + string.Join(", ", verdict.Faults.Select(fault => $"{Name(fault.Key)} {fault.Value}"));
        foreach (var broken in verdict.Broken.Take(MostBroken))
            yield return $"BROKEN: {broken}";
        if (verdict.Broken.Count > MostBroken)
            yield return $"… and {verdict.Broken.Count - MostBroken} more";
        yield return verdict.IsSound ? "Every promise was kept." : "Promises were broken.";
    }

    public static string Json(Verdict verdict)
    {
        var faults = new JsonObject();
        foreach (var (kind, count) in verdict.Faults)
            faults[Name(kind)] = count;
        return new JsonObject
        {
            ["submitted"] = verdict.Submitted,
            ["terminal"] = verdict.Terminal,
            ["lost"] = verdict.Lost,
            ["double_recorded"] = verdict.DoubleRecorded,
            ["overlapping_claims"] = verdict.OverlappingClaims,
            ["faults"] = faults,
            ["p99_crash_to_requeue_seconds"] = verdict.CrashToRequeueP99 is { } p99 ? Math.Round(p99, 1) : null,
            ["seconds"] = Math.Round(verdict.Seconds, 1),
        }.ToJsonString();
    }

    private static string Name(Striking.FaultKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
