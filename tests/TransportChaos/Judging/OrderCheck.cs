using Corporation.TransportChaos.Ledgers;

namespace Corporation.TransportChaos.Judging;

/// <summary>
/// Messages of one partition key are handled in order, one after the other, wherever that is. After an accident the unsettled ones come again,
/// from the oldest on; so it is the first time of each that must be in order.
/// </summary>
internal sealed class OrderCheck(Evidence evidence, RepeatExplainer explainer, ViolationList violations)
{
    public void Run()
    {
        var ordered = evidence.Consumers
            .SelectMany(consumer => consumer.Handled.Where(handling => handling.Queue == Route.Ordered).Select(handling => (consumer.Process, Handling: handling)))
            .Where(run => evidence.Sends.ContainsKey(run.Handling.Id))
            .GroupBy(run => (run.Handling.Id.Producer, evidence.Sends[run.Handling.Id].Chain));
        foreach (var key in ordered)
        {
            var runs = key.OrderBy(run => run.Handling.Began).ToList();
            CheckOrder($"{key.Key.Producer}-{key.Key.Chain}", runs);
            CheckAlone($"{key.Key.Producer}-{key.Key.Chain}", runs);
        }
    }

    private void CheckOrder(string key, IEnumerable<(string Process, Handling Handling)> runs)
    {
        var seen = new HashSet<ParcelId>();
        ParcelId? last = null;
        foreach (var (process, handling) in runs.Where(run => seen.Add(run.Handling.Id)))
        {
            if (last is { } before && handling.Id.Number < before.Number)
                violations.Add("out of order", $"key {key}: {process} handled {handling.Id} for the first time after {before}");
            last = handling.Id;
        }
    }

    // Who was frozen or cut off doesn't know that another one goes on; that is what leases can't prevent.
    private void CheckAlone(string key, List<(string Process, Handling Handling)> runs)
    {
        for (var i = 1; i < runs.Count; i++)
        {
            var (first, second) = (runs[i - 1], runs[i]);
            if (second.Handling.Began < first.Handling.Ended && !explainer.HasReason([first], second))
                violations.Add("two at a time", $"key {key}: {second.Process} began {second.Handling.Id} while {first.Process} handled {first.Handling.Id}");
        }
    }
}
