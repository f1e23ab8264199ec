namespace Corporation.Hq.BackingUp;

/// <summary>What a migration did.</summary>
/// <param name="Database">Which database, without credentials.</param>
/// <param name="Applied">How many migrations were missing and are applied now.</param>
/// <param name="Schema">The newest migration.</param>
public sealed record MigrationReport(string Database, int Applied, string Schema);

/// <summary>What a backup has made.</summary>
/// <param name="Database">Of which database, without credentials.</param>
/// <param name="File">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Schema">The newest migration in it.</param>
public sealed record BackupReport(string Database, string File, long Bytes, string Schema);

/// <summary>What a restore has made.</summary>
/// <param name="Database">Which database, without credentials.</param>
/// <param name="File">From which file.</param>
/// <param name="Missions">How many missions it has now.</param>
/// <param name="Schema">The newest migration in it; the next start of an HQ, or <c>corp db migrate</c>, applies those that came later.</param>
public sealed record RestoreReport(string Database, string File, long Missions, string Schema);
