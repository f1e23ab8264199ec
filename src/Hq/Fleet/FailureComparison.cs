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
        var own = all.Where(rate => rate.FactoryId == factoryId && rate.Period > after).ToList();
        var kinds = own.Select(static rate => rate.MissionKind).ToHashSet(StringComparer.Ordinal);
        var peers = all.Where(rate => rate.FactoryId != factoryId && kinds.Contains(rate.MissionKind)).ToList();
        var (attempts, failed) = Sum(own);
        var (peerAttempts, peerFailed) = Sum(peers);
        if (attempts < options.QuarantineMinAttempts || peerAttempts < options.QuarantineMinAttempts)
            return null;

        var (rate, peerRate) = ((double)failed / attempts, (double)peerFailed / peerAttempts);
        return rate >= options.QuarantineFailureRate && rate - peerRate >= options.QuarantineDistance
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{failed} of its last {attempts} attempts failed ({rate:P0}), and {peerRate:P0} of its peers' in the same kinds; the limits are {options.QuarantineFailureRate:P0} and {options.QuarantineDistance:P0} more than the peers.")
            : null;
    }

    private static (long Attempts, long Failed) Sum(IReadOnlyCollection<AttemptRate> rates) =>
        (rates.Sum(static rate => rate.Succeeded + rate.Failed), rates.Sum(static rate => rate.Failed));
}

/// <summary>How attempts of a kind ended on a factory within five minutes.</summary>
/// <param name="FactoryId">The factory.</param>
/// <param name="MissionKind">The kind.</param>
/// <param name="Period">The five minutes.</param>
/// <param name="Succeeded">With a result.</param>
/// <param name="Failed">Without.</param>
internal sealed record AttemptRate(string FactoryId, string MissionKind, long Period, long Succeeded, long Failed);
