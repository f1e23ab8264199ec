using System.Globalization;
using Corporation.Sagas.FactoryLife;

namespace Corporation.Hq.Fleet;

/// <summary>Compares a factory's failures with those of its peers in the same kinds: what fails everywhere is no fault of a machine.</summary>
internal static class FailureComparison
{
    /// <summary>Why the factory belongs into quarantine; null when it does not.</summary>
    /// <param name="factoryId">The factory.</param>
    /// <param name="after">Only periods after this one count: it was let back since then.</param>
    /// <param name="all">How attempts of all factories ended within the window.</param>
    /// <param name="options">The thresholds.</param>
    public static string? Verdict(string factoryId, long after, IReadOnlyList<AttemptRate> all, FleetOptions options)
    {
        var own = ByKind(all.Where(rate => rate.FactoryId == factoryId && rate.Period > after));
        var peers = ByKind(all.Where(rate => rate.FactoryId != factoryId && own.ContainsKey(rate.MissionKind)));

        // Only what others have tried as well can be compared, and each kind for as much as the factory has done of it: one may be harder than another.
        var kinds = own.Where(kind => peers.ContainsKey(kind.Key)).ToList();
        var (attempts, failed) = (kinds.Sum(static kind => kind.Value.Attempts), kinds.Sum(static kind => kind.Value.Failed));
        var peerAttempts = kinds.Sum(kind => peers[kind.Key].Attempts);
        if (attempts < options.QuarantineMinAttempts || peerAttempts < options.QuarantineMinAttempts)
            return null;

        var expected = kinds.Sum(kind => kind.Value.Attempts * (double)peers[kind.Key].Failed / peers[kind.Key].Attempts);
        var (rate, peerRate) = ((double)failed / attempts, expected / attempts);
        return rate >= options.QuarantineFailureRate && rate - peerRate >= options.QuarantineDistance
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{failed} of its last {attempts} attempts failed ({rate:P0}), and {peerRate:P0} would have with its peers, who ran the same kinds; the limits are {options.QuarantineFailureRate:P0} and {options.QuarantineDistance:P0} more than the peers.")
            : null;
    }

    // However many attempts are lost with a machine, within five minutes it was one failure.
    private static Dictionary<string, (long Attempts, long Failed)> ByKind(IEnumerable<AttemptRate> rates) => rates
        .GroupBy(static rate => (rate.FactoryId, rate.Period))
        .SelectMany(static period => period.OrderByDescending(static rate => rate.Lost).Select((rate, index) =>
        {
            var failed = rate.Failed + (index == 0 ? Math.Min(rate.Lost, 1) : 0);
            return (rate.MissionKind, Attempts: rate.Succeeded + failed, Failed: failed);
        }))
        .Where(static rate => rate.Attempts > 0)
        .GroupBy(static rate => rate.MissionKind, StringComparer.Ordinal)
        .ToDictionary(
            static kind => kind.Key, static kind => (kind.Sum(static rate => rate.Attempts), kind.Sum(static rate => rate.Failed)), StringComparer.Ordinal);
}

/// <summary>How attempts of a kind ended on a factory within five minutes.</summary>
/// <param name="FactoryId">The factory.</param>
/// <param name="MissionKind">The kind.</param>
/// <param name="Period">The five minutes.</param>
/// <param name="Succeeded">With a result.</param>
/// <param name="Failed">Without.</param>
/// <param name="Lost">With the process or the machine.</param>
internal sealed record AttemptRate(string FactoryId, string MissionKind, long Period, long Succeeded, long Failed, long Lost = 0);
