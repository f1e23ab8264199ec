using Corporation.Contracts.Http;

namespace Corporation.Hq.Auditing;

/// <summary>Adds up what several pages say. Not safe for concurrent use.</summary>
/// <param name="mostNamed">How many breaches of each invariant it keeps.</param>
public sealed class InvariantSum(int mostNamed)
{
    private readonly Dictionary<string, (long Count, List<InvariantBreach> Breaches)> _violations = new(StringComparer.Ordinal);
    private long _missions;
    private long _events;

    /// <summary>Adds a page.</summary>
    public void Add(InvariantPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        _missions += page.Missions;
        _events += page.Events;
        foreach (var violation in page.Violations)
        {
            var (count, breaches) = _violations.GetValueOrDefault(violation.Invariant, (0, []));
            breaches.AddRange(violation.Breaches.Take(mostNamed - breaches.Count));
            _violations[violation.Invariant] = (count + violation.Count, breaches);
        }
    }

    /// <summary>The sum as one page.</summary>
    /// <param name="nextAfter">Where the last page ended.</param>
    public InvariantPage ToPage(Guid? nextAfter) => new(
        _missions,
        _events,
        [.. InvariantNames.All.Where(_violations.ContainsKey).Select(name => new InvariantViolation(name, _violations[name].Count, _violations[name].Breaches))],
        nextAfter);
}
