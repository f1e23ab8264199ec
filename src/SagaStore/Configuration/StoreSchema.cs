namespace Corporation.SagaStore.Configuration;

/// <summary>How the schema comes into the file.</summary>
public enum StoreSchema
{
    /// <summary>By the migrations of the context; a file that a newer version has migrated is refused.</summary>
    Migrate,

    /// <summary>Created from the model when the file is empty, never changed afterwards. For tests and throw-away stores.</summary>
    CreateIfEmpty,
}
