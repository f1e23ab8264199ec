using Corporation.TransportChaos.Ledgers;
using Corporation.TransportChaos.Striking;

namespace Corporation.TransportChaos.Judging;

/// <summary>Finds a reason why something was done again: what was done to a process, or to the server.</summary>
internal sealed class RepeatExplainer
{
    private readonly List<Strike> _forAll;
    private readonly ILookup<string, Strike> _forOne;

    public RepeatExplainer(Evidence evidence)
    {
        _forAll = [.. evidence.Strikes.Where(strike => strike.Process is null)];
        _forOne = evidence.Strikes.Where(strike => strike.Process is not null).Concat(StallsOf(evidence)).ToLookup(strike => strike.Process!); // Filtered just before.
    }

    /// <param name="earlier">Who did it before.</param>
    /// <param name="again">Who did it again.</param>
    public bool HasReason(IEnumerable<(string Process, Handling Handling)> earlier, (string Process, Handling Handling) again) =>
        earlier.Any(run => StrikesAt(run.Process).Any(strike => strike.Spans(run.Handling.Began, again.Handling.Began)))
        || StrikesAt(again.Process).Any(strike => strike.Spans(again.Handling.Began, again.Handling.Began));

    /// <summary>How often a send got no answer for a reason that the transport may have met by sending again.</summary>
    public int CountLostAnswers(SendFate fate) => _forAll.Count(strike => strike.Spans(fate.Began, fate.Ended));

    private IEnumerable<Strike> StrikesAt(string process) => _forOne[process].Concat(_forAll);

    // A process that gets no time from the machine is as good as frozen. What it had fetched before it handles afterwards, for a lease at most.
    private static IEnumerable<Strike> StallsOf(Evidence evidence) =>
        from consumer in evidence.Consumers
        from stall in consumer.Stalls
        select new Strike(StrikeKind.FreezeConsumer, consumer.Process, stall.From, stall.Until + evidence.LeaseTicks);
}
