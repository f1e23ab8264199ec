using Corporation.SagaStore.Diagnostics;
using Corporation.SagaStore.Health;
using Microsoft.Extensions.Logging;

namespace Corporation.SagaStore.Writing;

/// <summary>Tells everybody how a commit went: observers, health, metrics and the units' senders.</summary>
internal sealed class CommitOutcome(string storeName, ICommitObserver[] observers, StoreHealth health, TimeProvider time, ILogger logger)
{
    public string StoreName => storeName;

    /// <summary>The units are stored: observers first, then their senders.</summary>
    public void Succeeded(IReadOnlyList<IWriteUnit> units, IReadOnlyList<object> inserted)
    {
        if (units.Count == 0)
            return;

        foreach (var observer in observers)
            Tell(observer, inserted);
        health.Committed(units.Count);
        StoreMetrics.Commits.Add(1);
        StoreMetrics.Units.Add(units.Count);
        if (health.LastFailure is not null)
        {
            health.Healed();
            Log.StoreHealed(logger, storeName);
        }

        foreach (var unit in units)
            unit.Complete();
    }

    /// <summary>One unit's own failure; says nothing about the store.</summary>
    public static void Failed(IWriteUnit unit, Exception exception)
    {
        StoreMetrics.FailedUnits.Add(1);
        unit.Fail(exception);
    }

    /// <summary>The whole group failed.</summary>
    /// <param name="units">The group.</param>
    /// <param name="told">What the senders are told; the store is unhealthy if it is a <see cref="StoreUnavailableException"/>.</param>
    /// <param name="cause">What the provider said.</param>
    public void Refused(IReadOnlyList<IWriteUnit> units, Exception told, Exception cause)
    {
        if (told is StoreUnavailableException)
        {
            health.Failed(told.Message, time.GetUtcNow());
            Log.CommitFailed(logger, cause, storeName, units.Count);
        }

        FailAll(units, told);
    }

    /// <summary>Whether the units are stored is not known yet.</summary>
    public void InDoubt(Exception loss, int units) => Log.CommitInDoubt(logger, loss, storeName, units);

    /// <summary>Now it is.</summary>
    public void DoubtResolved(bool wasCommitted) => Log.DoubtResolved(logger, storeName, wasCommitted);

    /// <summary>The writer itself failed in a way that nobody foresaw.</summary>
    public void Broke(IReadOnlyList<IWriteUnit> units, Exception fault)
    {
        Log.WriterFault(logger, fault, storeName, units.Count);
        FailAll(units, new StoreUnavailableException($"The writer of {storeName} met an unexpected failure. Nothing was changed; see the log.", fault));
    }

    private static void FailAll(IReadOnlyList<IWriteUnit> units, Exception exception)
    {
        foreach (var unit in units)
            Failed(unit, exception);
    }

    private void Tell(ICommitObserver observer, IReadOnlyList<object> inserted)
    {
        try
        {
            observer.Committed(inserted);
        }
#pragma warning disable CA1031 // What is committed stays committed; an observer's mistake must not look like a failed write.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            StoreMetrics.ObserverFailures.Add(1);
            Log.ObserverFailed(logger, exception, observer.GetType().Name);
        }
    }
}
