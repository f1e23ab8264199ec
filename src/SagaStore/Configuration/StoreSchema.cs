namespace Corporation.SagaStore.Configuration;

/// <summary>How the schema comes into the store.</summary>
public enum StoreSchema
{
    /// <summary>By the migrations of the context; a store that a newer version has migrated is refused.</summary>
    Migrate,

    /// <summary>As <see cref="Migrate"/>, but the start fails when a migration is missing: for those who migrate by hand.</summary>
    Require,

    /// <summary>Created from the model when the store is empty, never changed afterwards. For tests and throw-away stores.</summary>
    CreateIfEmpty,
}
