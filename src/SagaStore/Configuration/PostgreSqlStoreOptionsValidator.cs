using Microsoft.Extensions.Options;
using Npgsql;

namespace Corporation.SagaStore.Configuration;

internal sealed class PostgreSqlStoreOptionsValidator : IValidateOptions<PostgreSqlStoreOptions>
{
    private const int MostWriters = 64;
    private const int MostReaders = 1_000;
    private const int MostUnitsPerCommit = 4_096;
    private static readonly TimeSpan ShortestCommandTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestCommandTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestStartPatience = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestDoubtPatience = TimeSpan.FromMinutes(10);

    public ValidateOptionsResult Validate(string? name, PostgreSqlStoreOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        if (ProblemOf(options.ConnectionString) is { } problem)
            result.AddError(problem);
        if (options.WriterConnections is < 1 or > MostWriters)
            result.AddError($"WriterConnections is {options.WriterConnections}; it must be between 1 and {MostWriters}.");
        if (options.ReaderConnections is < 1 or > MostReaders)
            result.AddError($"ReaderConnections is {options.ReaderConnections}; it must be between 1 and {MostReaders}.");
        if (options.MaxUnitsPerCommit is < 1 or > MostUnitsPerCommit)
            result.AddError($"MaxUnitsPerCommit is {options.MaxUnitsPerCommit}; it must be between 1 and {MostUnitsPerCommit}.");
        if (options.CommandTimeout < ShortestCommandTimeout || options.CommandTimeout > LongestCommandTimeout)
            result.AddError($"CommandTimeout is {options.CommandTimeout}; it must be between {ShortestCommandTimeout} and {LongestCommandTimeout}.");
        if (options.StartPatience < TimeSpan.Zero || options.StartPatience > LongestStartPatience)
            result.AddError($"StartPatience is {options.StartPatience}; it must be between 0 and {LongestStartPatience}.");
        if (options.DoubtPatience < TimeSpan.Zero || options.DoubtPatience > LongestDoubtPatience)
            result.AddError($"DoubtPatience is {options.DoubtPatience}; it must be between 0 and {LongestDoubtPatience}.");
        if (!Enum.IsDefined(options.Schema))
            result.AddError($"Schema is {(int)options.Schema}; it must be Migrate, Require or CreateIfEmpty.");
        return result.Build();
    }

    // The text itself is never repeated: it has the password.
    private static string? ProblemOf(string connectionString)
    {
        const string Example = "'Host=127.0.0.1;Port=5432;Username=corporation;Password=…;Database=corporation'";
        if (string.IsNullOrWhiteSpace(connectionString))
            return $"ConnectionString is empty. Name the database, for example {Example}.";
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            return string.IsNullOrEmpty(settings.Host) || string.IsNullOrEmpty(settings.Database)
                ? $"ConnectionString lacks Host or Database. It should look like {Example}."
                : null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            return $"ConnectionString can't be read; it should look like {Example}. (Its text is not shown, as it may hold a password.)";
        }
    }
}
