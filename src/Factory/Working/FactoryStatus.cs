using Corporation.Factory.Journaling;

namespace Corporation.Factory.Working;

/// <summary>What this factory is doing right now, for health checks and for people.</summary>
public sealed class FactoryStatus
{
    private readonly FactoryIdentity _identity;
    private readonly HeldClaims _claims;
    private readonly Journal _journal;
    private readonly Lock _gate = new();
    private volatile FactoryState _state = FactoryState.Starting;

    internal FactoryStatus(FactoryIdentity identity, HeldClaims claims, Journal journal) => (_identity, _claims, _journal) = (identity, claims, journal);

    /// <summary>The factory's name.</summary>
    public string FactoryId => _identity.FactoryId;

    /// <summary>The boot identity of the process.</summary>
    public long Epoch => _identity.Epoch;

    /// <summary>Where it stands.</summary>
    public FactoryState State => _state;

    /// <summary>Claims held now: attempts that run, and ended ones that HQ has not yet confirmed.</summary>
    public int HeldClaims => _claims.Count;

    /// <summary>What the journal keeps for HQ: reports that it has not answered, and attempts that an earlier process was running when it died.</summary>
    public int UnsentReports => _journal.Unsent;

    /// <summary>How long the oldest of them has waited, by this machine's clock; null when there are none.</summary>
    public TimeSpan? OldestUnsentReportAge => _journal.OldestUnsentAge;

    /// <summary>Why the journal can't be written; null when it can, or there is none.</summary>
    public string? JournalFailure => _journal.Failure;

    /// <summary>True while offers are claimed. Also before HQ has accepted the announcement: then it is HQ that refuses the claim.</summary>
    internal bool TakesMissions => _state is FactoryState.Starting or FactoryState.Online;

    /// <summary>Moves on; a later state is never left for an earlier one.</summary>
    /// <returns>Whether it did.</returns>
    internal bool MoveTo(FactoryState state)
    {
        lock (_gate)
        {
            if (state <= _state)
                return false;
            _state = state;
            return true;
        }
    }
}
