namespace Corporation.SagaStore.Configuration;

/// <summary>Which database a store is in, for those who write SQL.</summary>
public enum StoreEngine
{
    /// <summary>A file that one process uses.</summary>
    Sqlite,

    /// <summary>A server that several processes share.</summary>
    PostgreSql,
}
