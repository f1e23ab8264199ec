using Corporation.TransportChaos.Ledgers;
using Corporation.TransportChaos.Striking;

namespace Corporation.TransportChaos.Judging;

/// <summary>Compares what was sent with what arrived, and finds a reason for every repetition.</summary>
internal sealed class Judge(Evidence evidence)
{
    private readonly ViolationList _violations = new();
    private readonly RepeatExplainer _explainer = new(evidence);
    private readonly HashSet<(string Queue, ParcelId Id)> _arrived = [];
    private int _duplicates;
    private int _explained;

    public Verdict Decide(IReadOnlyList<string> endState, TimeSpan elapsed)
    {
        _violations.AddAll(endState);
        foreach (var group in Handlings(consumer => consumer.Handled).GroupBy(run => (run.Handling.Queue, run.Handling.Id)))
            JudgeHandled(group.Key.Queue, group.Key.Id, [.. group.OrderBy(run => run.Handling.Began)]);
        JudgeErrorQueues();
        var lost = JudgeLosses();
        new FanOutCheck(evidence, _violations).Run();
        new OrderCheck(evidence, _explainer, _violations).Run();

        return new Verdict
        {
            Sent = evidence.Sends.Count,
            Acknowledged = evidence.Sends.Values.Count(fate => fate.IsAcknowledged),
            Consumed = evidence.Sends.Values.Count(fate => Route.Of(fate.Kind).All(queue => _arrived.Contains((queue, fate.Id)))),
            Lost = lost,
            Duplicates = _duplicates,
            Explained = _explained,
            LeasesLost = evidence.Consumers.Sum(consumer => consumer.LeasesLost),
            Stalls = evidence.Consumers.Sum(consumer => consumer.Stalls.Count) + evidence.Strikes.Count(strike => strike.Kind == StrikeKind.ServerStall),
            ConsumerKills = evidence.Strikes.Count(strike => strike.Kind == StrikeKind.KillConsumer),
            ServerKills = evidence.Strikes.Count(strike => strike.Kind == StrikeKind.KillServer),
            Elapsed = elapsed,
            Violations = _violations.ToList(),
        };
    }

    private IEnumerable<(string Process, Handling Handling)> Handlings(Func<ConsumerAccount, List<Handling>> of) =>
        evidence.Consumers.SelectMany(consumer => of(consumer).Select(handling => (consumer.Process, handling)));

    private void JudgeHandled(string queue, ParcelId id, IReadOnlyList<(string Process, Handling Handling)> runs)
    {
        if (!evidence.Sends.TryGetValue(id, out var fate))
        {
            _violations.Add("strangers", $"{id} was handled in {queue}, but nobody sent it");
            return;
        }

        _arrived.Add((queue, id));
        if (!Route.Of(fate.Kind).Contains(queue))
            _violations.Add("astray", $"{id} ({fate.Kind}) was handled in {queue}");
        if (fate is { WasTakenBack: true, Failures: 0 })
            _violations.Add("undead", $"{id} was taken back, and was handled nevertheless");

        _duplicates += runs.Count - 1;
        var entries = runs.GroupBy(run => run.Handling.Entry).ToList();
        JudgeEntries(queue, fate, entries.Count);
        foreach (var entry in entries)
            JudgeRepeats(queue, id, [.. entry]);
    }

    // Two entries of one message come of a send whose answer was lost, and which was done again, by the producer or by the transport itself.
    private void JudgeEntries(string queue, SendFate fate, int entries)
    {
        var more = entries - 1;
        if (more == 0)
            return;
        if (!fate.IsDeduplicated && more <= fate.Failures + _explainer.CountLostAnswers(fate))
            _explained += more;
        else
            _violations.Add("doubled", $"{fate.Id} ({fate.Kind}, {(fate.IsDeduplicated ? "deduplicated" : "not deduplicated")}, {fate.Failures} failed sends) was {entries} entries in {queue}");
    }

    private void JudgeRepeats(string queue, ParcelId id, IReadOnlyList<(string Process, Handling Handling)> runs)
    {
        for (var i = 1; i < runs.Count; i++)
        {
            if (_explainer.HasReason(runs.Take(i), runs[i]))
                _explained++;
            else
                _violations.Add("repeated without reason", $"{id}, entry {runs[i].Handling.Entry} of {queue}, was handled by {runs[i - 1].Process} and again by {runs[i].Process}");
        }
    }

    private void JudgeErrorQueues()
    {
        var thrown = Handlings(consumer => consumer.Thrown).Select(run => (run.Handling.Queue, run.Handling.Id, run.Handling.Entry)).Distinct()
            .GroupBy(run => (run.Queue, run.Id)).ToDictionary(group => group.Key, group => group.Count());
        foreach (var (key, (copies, headers)) in evidence.ErrorCopies)
        {
            if (!evidence.Sends.TryGetValue(key.Id, out var fate))
                _violations.Add("strangers", $"{key.Id} lies in the error queue of {key.Queue}, but nobody sent it");
            else if (fate.Kind != ParcelKind.Doomed)
                _violations.Add("buried alive", $"{key.Id} ({fate.Kind}) lies in the error queue of {key.Queue}, although its handler does not fail: {headers}");
            else if (copies > thrown.GetValueOrDefault(key))
                _violations.Add("doubled by the error queue", $"{key.Id} was {thrown.GetValueOrDefault(key)} entries in {key.Queue}, and is {copies} in its error queue");
            _arrived.Add(key);
        }

        foreach (var (key, entries) in thrown)
        {
            var copies = evidence.ErrorCopies.GetValueOrDefault(key)?.Count ?? 0;
            if (entries > copies)
                _violations.Add("lost on the way to the error queue", $"{key.Id} was {entries} entries in {key.Queue}, and is {copies} in its error queue");
        }
    }

    private int JudgeLosses()
    {
        var lost = 0;
        foreach (var fate in evidence.Sends.Values)
        {
            // Nobody knows of one whose cancellation got no answer.
            var mustArrive = fate.IsAcknowledged && (fate.Kind != ParcelKind.Cancelled || fate.WasTakenBack == false);
            var missing = mustArrive ? Route.Of(fate.Kind).Where(queue => !_arrived.Contains((queue, fate.Id))).ToList() : [];
            if (missing.Count == 0)
                continue;
            lost++;
            _violations.Add("lost", $"{fate.Id} ({fate.Kind}) was acknowledged and never arrived in {string.Join(" and ", missing)}");
        }

        return lost;
    }
}
