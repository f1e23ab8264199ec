using Corporation.SagaStore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Corporation.SagaStore.Writing;

/// <summary>What contributors add to the transaction at hand. Not for two threads.</summary>
internal sealed class Contributions(ICommitContributor[] contributors, ILogger logger) : ICommitGroup
{
    private readonly List<IWriteUnit> _units = [];
    private readonly List<(IWriteUnit Unit, Exception Why)> _failed = [];
    private bool _isOpen;

    /// <summary>Asks every contributor.</summary>
    /// <returns>What is to be run before the commit, as it is now.</returns>
    public IReadOnlyList<IWriteUnit> Gather(IReadOnlyList<object> insertedRows)
    {
        if (insertedRows.Count == 0)
            return [];

        _isOpen = true;
        foreach (var contributor in contributors)
        {
            try
            {
                contributor.Contribute(insertedRows, this);
            }
#pragma warning disable CA1031 // What the group's own units did must not fail because of what somebody wanted to add.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                StoreMetrics.ContributorFailures.Add(1);
                Log.ContributorFailed(logger, exception, contributor.GetType().Name);
            }
        }

        _isOpen = false;
        return [.. _units];
    }

    public Task<TResult> AddAsync<TResult>(Func<IWriteSession, TResult> unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        if (!_isOpen)
            throw new InvalidOperationException("The transaction was added to outside of Contribute. Use IStoreWriter instead.");

        var added = new WriteUnit<TResult>(unit);
        _units.Add(added);
        return added.Task;
    }

    /// <summary>Whether the unit came from a contributor.</summary>
    public bool Contains(IWriteUnit unit) => _units.Contains(unit);

    /// <summary>One unit failed and left nothing behind. Its sender is told with the commit of the others.</summary>
    public void Drop(IWriteUnit unit, Exception why)
    {
        _units.Remove(unit);
        _failed.Add((unit, why));
    }

    /// <summary>The transaction is run again without any of them. Their senders are told with its commit.</summary>
    /// <returns>Whether there were any.</returns>
    public bool DropAll(Exception why)
    {
        var were = _units.Count > 0;
        foreach (var unit in _units)
            _failed.Add((unit, why));
        _units.Clear();
        return were;
    }

    /// <summary>The transaction is run again, and contributors are asked anew.</summary>
    public void Renew()
    {
        foreach (var unit in _units)
            unit.Abandon();
        _units.Clear();
    }

    /// <summary>The transaction is committed, or may be.</summary>
    public void Complete()
    {
        foreach (var unit in _units)
            unit.Complete();
        foreach (var (unit, why) in _failed)
            CommitOutcome.Failed(unit, why);
        _units.Clear();
        _failed.Clear();
    }

    /// <summary>Nothing of the transaction is stored.</summary>
    public void Abandon()
    {
        Renew();
        foreach (var (unit, _) in _failed)
            unit.Abandon();
        _failed.Clear();
    }
}
