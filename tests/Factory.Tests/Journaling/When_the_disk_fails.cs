using System.Text.Json;
using Corporation.Factory.Journaling;
using Corporation.Factory.Tests.Harness;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Corporation.Factory.Tests.Journaling;

public sealed class When_the_disk_fails : IDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("journal.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_that_cannot_be_used_lets_everything_go_on_and_is_used_when_it_can_be()
    {
        var time = new FakeTimeProvider();
        var folder = _folder.File("state");
        await File.WriteAllTextAsync(folder, "a file where the folder should be", TestContext.Current.CancellationToken);
        using var journal = OpenJournal.At(System.IO.Path.Combine(folder, "journal.db"), time);
        var attempt = OpenJournal.NewAttempt();

        await journal.KeepClaimAsync(attempt);
        await journal.KeepReportAsync(attempt, OpenJournal.SuccessOf(attempt));

        Assert.Equal(HealthStatus.Degraded, await HealthAsync(journal));
        Assert.Equal(1, journal.Unsent);
        File.Delete(folder);
        time.Advance(Retry);
        await Eventually.TrueAsync(() => journal.Failure is null);
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(journal));
        Assert.True(OpenJournal.Read(System.IO.Path.Combine(folder, "journal.db"))[attempt.Token]);
    }

    [Fact]
    public async Task A_full_disk_is_told_and_what_had_to_wait_is_written_when_there_is_room()
    {
        var time = new FakeTimeProvider();
        using var journal = OpenJournal.At(Path, time, maxBytes: 256 * 1024);
        var large = OpenJournal.NewAttempt();
        await journal.KeepReportAsync(large, OpenJournal.SuccessOf(large, JsonSerializer.SerializeToElement(new string('x', 200 * 1024))));
        Assert.Null(journal.Failure);
        var second = OpenJournal.NewAttempt();

        await journal.KeepReportAsync(second, OpenJournal.SuccessOf(second, JsonSerializer.SerializeToElement(new string('y', 100 * 1024))));

        Assert.Contains("full", journal.Failure, StringComparison.Ordinal);
        journal.Forget(large.Token);
        time.Advance(Retry);
        await Eventually.TrueAsync(() => journal.Failure is null);
        Assert.Equal([second.Token], OpenJournal.Read(Path).Keys);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("zeros in the middle")]
    [InlineData("cut")]
    [InlineData("another version")]
    [InlineData("an unreadable entry")]
    [InlineData("no table")]
    public async Task A_file_of_no_use_is_moved_aside_and_a_new_one_begun(string damage)
    {
        using (var journal = OpenJournal.At(Path))
        {
            foreach (var attempt in Enumerable.Range(0, 300).Select(_ => OpenJournal.NewAttempt()))
                await journal.KeepReportAsync(attempt, OpenJournal.SuccessOf(attempt));
        }

        Spoil(damage);
        var kept = OpenJournal.NewAttempt();
        using (var journal = OpenJournal.At(Path))
        {
            Assert.Empty(journal.Left);
            Assert.Null(journal.Failure);
            await journal.KeepClaimAsync(kept);
        }

        Assert.Equal([kept.Token], OpenJournal.Read(Path).Keys);
        Assert.Single(Directory.GetFiles(_folder.Path, "journal.db.damaged-*Z"));
    }

    [Fact]
    public async Task A_file_that_is_damaged_while_it_is_open_is_replaced_with_all_that_this_process_holds()
    {
        var time = new FakeTimeProvider();
        var attempts = Enumerable.Range(0, 100).Select(_ => OpenJournal.NewAttempt()).ToList();
        using var journal = OpenJournal.At(Path, time);
        foreach (var attempt in attempts)
            await journal.KeepReportAsync(attempt, OpenJournal.SuccessOf(attempt));

        // With the new schema version the journal's own connection reads the schema again.
        Run("pragma writable_schema=on; update sqlite_master set sql = 'nonsense' where name = 'entries'; pragma schema_version=1000");
        var claim = journal.KeepClaimAsync(OpenJournal.NewAttempt());

        await Eventually.TrueAsync(() => Advanced(time) && journal.Failure is null && OpenJournal.Read(Path).Count == 101);
        await claim;
        Assert.Single(Directory.GetFiles(_folder.Path, "journal.db.damaged-*Z"));
    }

    [Fact]
    public async Task Beyond_the_most_entries_missions_go_on_without()
    {
        using var journal = OpenJournal.At(Path);
        var attempts = Enumerable.Range(0, Journal.MaxEntries).Select(_ => OpenJournal.NewAttempt()).ToList();
        await Task.WhenAll(attempts.Select(journal.KeepClaimAsync));
        var further = OpenJournal.NewAttempt();

        await journal.KeepClaimAsync(further);

        Assert.Contains("most entries", journal.Failure, StringComparison.Ordinal);
        journal.Forget(attempts[0].Token);
        await journal.KeepClaimAsync(further);
        Assert.Null(journal.Failure);
        Assert.Contains(further.Token, OpenJournal.Read(Path).Keys);
    }

    private static async Task<HealthStatus> HealthAsync(Journal journal) =>
        (await new JournalCheck(journal).CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken)).Status;

    private static bool Advanced(FakeTimeProvider time)
    {
        time.Advance(Retry);
        return true;
    }

    private void Spoil(string damage)
    {
        string? sql = damage switch
        {
            "another version" => "pragma user_version=99",
            "an unreadable entry" => "update entries set mission_id = 'not an id'",
            "no table" => "drop table entries",
            _ => null,
        };
        if (sql is not null)
        {
            Run(sql);
            return;
        }

        using var stream = new FileStream(Path, FileMode.Open);
        if (damage == "text")
            stream.SetLength(0);
        if (damage == "text")
            stream.Write("This is no database, whatever its name says."u8);
        else if (damage == "cut")
            stream.SetLength(stream.Length / 2);
        else
            Zero(stream);
    }

    private static void Zero(FileStream stream)
    {
        stream.Position = 4096;
        stream.Write(new byte[stream.Length / 2]);
    }

    private void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
