namespace Corporation.Hq.BackingUp;

/// <summary>What can be done with an HQ's database while no HQ has to run: behind <c>corp db</c>.</summary>
public static class MissionDatabase
{
    /// <summary>Applies the migrations that are missing, one process at a time.</summary>
    /// <exception cref="DatabaseException">It can't be done.</exception>
    public static Task<MigrationReport> MigrateAsync(DatabasePlace place, CancellationToken cancellationToken) => place switch
    {
        DatabasePlace.OnServer server => ServerDatabase.Of(server).MigrateAsync(cancellationToken),
        DatabasePlace.InFolder folder => new FolderDatabase(folder.StateFolder).MigrateAsync(cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(place)),
    };

    /// <summary>Writes the whole database, as it is at one moment, into one file; HQs may work meanwhile.</summary>
    /// <param name="place">The database.</param>
    /// <param name="file">The file. It appears when it is complete and checked, and not before.</param>
    /// <param name="overwrite">Whether a file of that name is replaced.</param>
    /// <param name="toolFolder">Where PostgreSQL's client programs are; null for the search path.</param>
    /// <param name="cancellationToken">Gives up and leaves no file.</param>
    /// <exception cref="DatabaseException">It can't be done.</exception>
    public static async Task<BackupReport> BackupAsync(
        DatabasePlace place, string file, bool overwrite, string? toolFolder, CancellationToken cancellationToken)
    {
        using var target = BackupFile.Begin(file, overwrite);
        var (database, schema) = place switch
        {
            DatabasePlace.OnServer server => await ServerDatabase.Of(server).BackupAsync(target.PartialPath, toolFolder, cancellationToken),
            DatabasePlace.InFolder folder => await new FolderDatabase(folder.StateFolder).BackupAsync(target.PartialPath, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(place)),
        };
        return new BackupReport(database, target.Path, target.Complete(), schema);
    }

    /// <summary>Puts a backup into a database that has nothing in it yet: all of it, or nothing.</summary>
    /// <param name="place">The database.</param>
    /// <param name="file">What <see cref="BackupAsync"/> has made, of the same sort of database.</param>
    /// <param name="toolFolder">Where PostgreSQL's client programs are; null for the search path.</param>
    /// <param name="cancellationToken">Gives up and leaves nothing.</param>
    /// <exception cref="DatabaseException">It can't be done.</exception>
    public static Task<RestoreReport> RestoreAsync(DatabasePlace place, string file, string? toolFolder, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(file);
        var isOnServer = place is DatabasePlace.OnServer;
        BackupFile.Require(path, isOnServer);
        return place switch
        {
            DatabasePlace.OnServer server => ServerDatabase.Of(server).RestoreAsync(path, toolFolder, cancellationToken),
            DatabasePlace.InFolder folder => new FolderDatabase(folder.StateFolder).RestoreAsync(path, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(place)),
        };
    }
}
