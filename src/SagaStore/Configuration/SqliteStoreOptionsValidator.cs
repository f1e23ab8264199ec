using Microsoft.Extensions.Options;

namespace Corporation.SagaStore.Configuration;

internal sealed class SqliteStoreOptionsValidator : IValidateOptions<SqliteStoreOptions>
{
    private static readonly TimeSpan LongestBusyTimeout = TimeSpan.FromMinutes(1);
    private const int MostUnitsPerCommit = 4096;

    public ValidateOptionsResult Validate(string? name, SqliteStoreOptions options)
    {
        var result = new ValidateOptionsResultBuilder();

        if (string.IsNullOrWhiteSpace(options.FilePath))
            result.AddError("FilePath is empty. Name the database file, for example 'data/store.db'.");
        else if (options.FilePath.Contains(":memory:", StringComparison.Ordinal))
            result.AddError($"FilePath is '{options.FilePath}'. The store needs a real file: several connections share it. Name one.");
        else if (options.FilePath.Contains('\0', StringComparison.Ordinal))
            result.AddError("FilePath has a zero character. Name a legal path.");

        if (options.BusyTimeout < TimeSpan.Zero || options.BusyTimeout > LongestBusyTimeout)
            result.AddError($"BusyTimeout is {options.BusyTimeout}; it must be between 0 and {LongestBusyTimeout}.");

        if (options.MaxUnitsPerCommit is < 1 or > MostUnitsPerCommit)
            result.AddError($"MaxUnitsPerCommit is {options.MaxUnitsPerCommit}; it must be between 1 and {MostUnitsPerCommit}.");

        if (!Enum.IsDefined(options.Schema))
            result.AddError($"Schema is {(int)options.Schema}; it must be Migrate, Require or CreateIfEmpty.");

        return result.Build();
    }
}
