using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Corporation.Hq.BackingUp;

/// <summary>PostgreSQL's own client programs on this machine.</summary>
internal sealed class ClientPrograms(string? folder, NpgsqlConnectionStringBuilder target)
{
    private const int LongestError = 2_000;

    /// <summary>Refuses a program that is older than the server: it can't read what it does not know.</summary>
    public async Task RequireVersionAsync(string program, int serverMajor, CancellationToken cancellationToken)
    {
        var text = await RunAsync(program, ["--version"], cancellationToken);
        var written = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(word => char.IsAsciiDigit(word[0])) ?? "";
        var digits = new string([.. written.TakeWhile(char.IsAsciiDigit)]);
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var major) || major < serverMajor)
        {
            throw new DatabaseException(
                $"{Find(program)} is of version {(written.Length == 0 ? "unknown" : written.Trim())} and the server of version {serverMajor}. "
                + $"Install PostgreSQL's client programs of version {serverMajor} or later, or name their folder with --tools.");
        }
    }

    /// <summary>Runs one, connected to the database when it needs that.</summary>
    /// <returns>What it wrote.</returns>
    public async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken, bool connect = false)
    {
        var start = new ProcessStartInfo(Find(program), [.. arguments, .. connect ? Connection() : []])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };

        // Never as an argument, which every user of the machine can read.
        if (!string.IsNullOrEmpty(target.Password))
            start.Environment["PGPASSWORD"] = target.Password;
        if (!string.IsNullOrEmpty(target.Passfile))
            start.Environment["PGPASSFILE"] = target.Passfile;
        if (!string.IsNullOrEmpty(target.RootCertificate))
            start.Environment["PGSSLROOTCERT"] = target.RootCertificate;
        start.Environment["PGSSLMODE"] = target.SslMode switch
        {
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            var mode => mode.ToString().ToLowerInvariant(),
        };
        start.Environment["PGCONNECT_TIMEOUT"] = "15";

        using var process = Process.Start(start) ?? throw new DatabaseException($"{start.FileName} can't be started.");
        process.StandardInput.Close();
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? await output
                : throw new DatabaseException($"{program} failed: {Cut(await error)}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static string Cut(string text) => text.Length <= LongestError ? text.Trim() : text[..LongestError].Trim() + " …";

    private string[] Connection() =>
    [
        "--host", target.Host ?? "localhost", "--port", target.Port.ToString(CultureInfo.InvariantCulture),
        "--username", target.Username ?? Environment.UserName, "--dbname", target.Database ?? target.Username ?? "", "--no-password",
    ];

    private string Find(string program)
    {
        var name = OperatingSystem.IsWindows() ? program + ".exe" : program;
        var folders = folder is not null ? [folder] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(known => Path.Combine(known, name)).FirstOrDefault(File.Exists) ?? throw new DatabaseException(
            $"{program} is not {(folder is null ? "on the search path" : $"in {folder}")}. Install PostgreSQL's client programs (Debian and Ubuntu: postgresql-client; "
            + "Fedora: postgresql; macOS: libpq), or name their folder with --tools.");
    }
}
