using Corporation.TransportChaos.Ledgers;

namespace Corporation.TransportChaos.Judging;

/// <summary>A publish reaches all subscribers or none: as many entries in the one queue as in the other.</summary>
internal sealed class FanOutCheck(Evidence evidence, ViolationList violations)
{
    public void Run()
    {
        var (left, right) = (EntriesIn(Route.Left), EntriesIn(Route.Right));
        foreach (var id in left.Keys.Union(right.Keys))
        {
            var (here, there) = (left.GetValueOrDefault(id), right.GetValueOrDefault(id));
            if (here != there)
                violations.Add("published by halves", $"{id} was {here} entries in {Route.Left} and {there} in {Route.Right}");
        }
    }

    private Dictionary<ParcelId, int> EntriesIn(string queue) => evidence.Consumers
        .SelectMany(consumer => consumer.Handled)
        .Where(handling => handling.Queue == queue)
        .Select(handling => (handling.Id, handling.Entry))
        .Distinct()
        .GroupBy(entry => entry.Id)
        .ToDictionary(entries => entries.Key, entries => entries.Count());
}
