using Corporation.Contracts.Missions;
using Corporation.FleetChaos.Delegating;

namespace Corporation.FleetChaos.Judging;

/// <summary>What HQs had answered, beside what the database has.</summary>
/// <param name="Accepted">Missions that were answered with an id.</param>
/// <param name="Terminal">Those of them that have ended.</param>
/// <param name="Gone">Those that are not there.</param>
/// <param name="Doubled">Keys with more than one mission, and missions that nobody was told of.</param>
/// <param name="Broken">All of it in words, and what ended otherwise than it must.</param>
internal sealed record Account(int Accepted, int Terminal, long Gone, long Doubled, IReadOnlyList<string> Broken)
{
    public static Account Of(SubmitLedger ledger, IReadOnlyDictionary<Guid, StoredMission> stored)
    {
        var broken = new List<string>();
        var (terminal, gone, known) = (0, 0L, new HashSet<Guid>());
        foreach (var (order, id) in ledger.Accepted)
        {
            known.Add(id);
            if (!stored.TryGetValue(id, out var mission))
            {
                gone++;
                broken.Add($"mission {id} was accepted under key {order.Key} and is not in the database");
                continue;
            }

            if (mission.State.IsTerminal())
                terminal++;
            if (mission.Key != order.Key)
                broken.Add($"mission {id} was accepted under key {order.Key} and is stored under key {mission.Key}");
            if (!mission.State.IsTerminal() || (order.End is { } end && mission.State != end))
                broken.Add($"mission {id} ({order.Submission.MissionKind}) is {mission.State.WireName()}; it should be {order.End?.WireName() ?? "at some end"}");
        }

        broken.AddRange(ledger.Doubles);
        var strangers = stored.Keys.Except(known).ToList();
        broken.AddRange(strangers.Select(id => $"mission {id} (key {stored[id].Key}) is in the database, but no submit was answered with it"));
        return new Account(ledger.Accepted.Count, terminal, gone, ledger.Doubles.Count + strangers.Count, broken);
    }
}
