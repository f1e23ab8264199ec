namespace Corporation.SagaStore.Writing;

/// <summary>Commits several units in one transaction. One thread calls it.</summary>
internal interface IGroupCommit
{
    /// <summary>Every unit has its answer when this returns; it never throws.</summary>
    void Commit(List<IWriteUnit> units);
}
