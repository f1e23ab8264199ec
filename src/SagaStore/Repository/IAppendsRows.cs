namespace Corporation.SagaStore.Repository;

/// <summary>A saga that brings rows of other tables, inserted in the transaction that stores the saga itself.</summary>
public interface IAppendsRows
{
    /// <summary>Hands over the rows gathered since the last call, in order, and forgets them.</summary>
    IReadOnlyList<object> TakeAppendedRows();
}
