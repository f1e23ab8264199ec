using System.CommandLine;
using System.Globalization;
using Corporation.Cli.Invoking;
using Corporation.Cli.NodeHosting;
using Corporation.Hq;
using Corporation.Hq.BackingUp;

namespace Corporation.Cli.Databases;

/// <summary><c>corp db …</c>: the database itself, without an HQ in between.</summary>
internal sealed class DbVerbs
{
    private const string ConnectionVariable = "Database__ConnectionString";
    private const string RoleVariable = "FACTORY_ROLE";

    private readonly Option<string?> _database = new("--database")
    {
        Description = $"The PostgreSQL database. Default: {ConnectionVariable}, where a password is hidden from other users",
        HelpName = "CONNECTION",
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description = "The state folder of a standalone node. Default, when no database is named: that of 'corp up'",
        HelpName = "FOLDER",
    };

    private readonly Argument<string> _file = new("FILE") { Description = "The backup" };
    private readonly Option<bool> _force = new("--force") { Description = "Replace the file if there is one" };
    private readonly Option<string?> _tools = new("--tools") { Description = "The folder of pg_dump and pg_restore. Default: the search path", HelpName = "FOLDER" };

    public static Verb Create(VerbRunner runner) => new Verb(
        "db",
        "Migrate, back up and restore HQ's database",
        "corp db migrate --database 'Host=127.0.0.1;Username=corporation;Database=corporation'",
        "corp db backup corporation.backup",
        "corp db restore corporation.backup --database 'Host=127.0.0.1;Username=corporation;Database=fresh'")
        .With(new DbVerbs().Migrate(runner), new DbVerbs().Backup(runner), new DbVerbs().Restore(runner));

    private Verb Migrate(VerbRunner runner) => runner.Bind(
        new Verb("migrate", "Apply the migrations that are missing, for those whose HQs must not do it (Database:Schema=Require)", "corp db migrate", "corp db migrate --json")
            .With(_database, _data).Either(_database, _data),
        async (invocation, cancellationToken) =>
        {
            var report = await MissionDatabase.MigrateAsync(PlaceOf(invocation), cancellationToken);
            return Answer(invocation, report, string.Create(CultureInfo.InvariantCulture, $"{report.Database}: {report.Applied} migrations applied, now at {report.Schema}"));
        });

    private Verb Backup(VerbRunner runner) => runner.Bind(
        new Verb("backup", "Write the database into one file, while HQs work", "corp db backup corporation.backup", "corp db backup node.backup --data ./state --force")
            .With(_file, _database, _data, _force, _tools).Either(_database, _data),
        async (invocation, cancellationToken) =>
        {
            var report = await MissionDatabase.BackupAsync(
                PlaceOf(invocation), invocation.Get(_file) ?? "", invocation.Get(_force), invocation.Get(_tools), cancellationToken);
            return Answer(invocation, report, string.Create(CultureInfo.InvariantCulture, $"{report.Database} is in {report.File} ({report.Bytes} bytes, schema {report.Schema})"));
        });

    private Verb Restore(VerbRunner runner) => runner.Bind(
        new Verb("restore", "Put a backup into an empty database or folder", "corp db restore corporation.backup --database 'Host=127.0.0.1;Username=corporation;Database=fresh'", "corp db restore node.backup --data ./fresh")
            .With(_file, _database, _data, _tools).Either(_database, _data),
        async (invocation, cancellationToken) =>
        {
            var place = PlaceOf(invocation);

            // No node may begin in the folder meanwhile.
            using var held = place is DatabasePlace.InFolder folder ? StateFolder.Hold(folder.StateFolder) : null;
            var report = await MissionDatabase.RestoreAsync(place, invocation.Get(_file) ?? "", invocation.Get(_tools), cancellationToken);
            return Answer(invocation, report, string.Create(CultureInfo.InvariantCulture, $"{report.Database} has {report.Missions} missions from {report.File} (schema {report.Schema})"));
        });

    private DatabasePlace PlaceOf(Invocation invocation)
    {
        if (invocation.Get(_data) is { } folder)
            return new DatabasePlace.InFolder(folder);
        if ((invocation.Get(_database) ?? invocation.World.Variable(ConnectionVariable)) is { Length: > 0 } connection)
            return new DatabasePlace.OnServer(connection);
        return invocation.World.Variable(RoleVariable) is { Length: > 0 } role && NodeRole.Find(role) is { HasFactory: false }
            ? throw CliException.BadInput($"A headquarters' database is named by --database or {ConnectionVariable}, and neither is given.")
            : new DatabasePlace.InFolder(StateFolder.Default(invocation.World.Variable));
    }

    private static int Answer<T>(Invocation invocation, T report, string text)
    {
        if (invocation.Json)
            invocation.WriteJson(report);
        else
            invocation.World.Out.WriteLine(text);
        return ExitCodes.Done;
    }
}
