using System.Text.Json.Nodes;
using static System.FormattableString;

namespace Corporation.TransportChaos.Judging;

/// <summary>A verdict, for people and for programs.</summary>
internal static class VerdictText
{
    public static IEnumerable<string> Lines(Verdict verdict)
    {
        yield return Invariant($"sent          {verdict.Sent,10}   of which acknowledged {verdict.Acknowledged}");
        yield return Invariant($"consumed      {verdict.Consumed,10}   lost {verdict.Lost}");
        yield return Invariant($"duplicates    {verdict.Duplicates,10}   of which explained {verdict.Explained}");
        yield return Invariant($"kills         {verdict.ConsumerKills + verdict.ServerKills,10}   of consumers {verdict.ConsumerKills}, of the server {verdict.ServerKills}");
        yield return Invariant($"leases lost   {verdict.LeasesLost,10}   stalls of the machine {verdict.Stalls}");
        yield return Invariant($"seconds       {verdict.Elapsed.TotalSeconds,10:0.0}");
        foreach (var violation in verdict.Violations)
            yield return $"BROKEN: {violation}";
    }

    public static string Json(Verdict verdict) => new JsonObject
    {
        ["sent"] = verdict.Sent,
        ["acknowledged"] = verdict.Acknowledged,
        ["consumed"] = verdict.Consumed,
        ["lost"] = verdict.Lost,
        ["duplicates"] = verdict.Duplicates,
        ["explained"] = verdict.Explained,
        ["consumer_kills"] = verdict.ConsumerKills,
        ["server_kills"] = verdict.ServerKills,
        ["seconds"] = Math.Round(verdict.Elapsed.TotalSeconds, 1),
    }.ToJsonString();
}
