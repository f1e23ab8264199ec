using System.Text.Json;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Factory.Journaling;
using Corporation.Factory.Tests.Harness;
using Microsoft.Extensions.Time.Testing;

namespace Corporation.Factory.Tests.Journaling;

public sealed class JournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<object> Reports => new()
    {
        new MissionSucceeded
        {
            MissionId = Guid.NewGuid(), ClaimToken = Guid.NewGuid(), Result = JsonElement.Parse(new string('[', 60) + new string(']', 60)),
            Usage = [new UsageEntry("anthropic/claude", "input_tokens", 12.000001m)],
        },
        new MissionFailed
        {
            MissionId = Guid.NewGuid(), ClaimToken = Guid.NewGuid(), Error = new MissionError("x", "ümlaut \u0001 \"quoted\""), Retryable = true, RetryAfterSeconds = 1.5,
        },
        new MissionStopped { MissionId = Guid.NewGuid(), ClaimToken = Guid.NewGuid() },
        new MissionReleased { MissionId = Guid.NewGuid(), ClaimToken = Guid.NewGuid(), Reason = "going" },
    };

    private string Path => _folder.File("journal.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Reports))]
    public void A_report_is_read_as_it_was_written(object report)
    {
        var stored = StoredReport.Of(report);

        Assert.Equal(stored, StoredReport.Of(stored.Read()!));
        Assert.IsType(report.GetType(), stored.Read());
    }

    [Theory]
    [InlineData("succeeded", "{")]
    [InlineData("succeeded", "{}")]
    [InlineData("of the future", "{}")]
    public void A_report_that_cannot_be_read_is_none(string form, string json) => Assert.Null(new StoredReport(form, json).Read());

    [Fact]
    public async Task What_is_neither_reported_nor_forgotten_is_left_to_the_next_process()
    {
        var (running, ended, answered) = (OpenJournal.NewAttempt(), OpenJournal.NewAttempt(), OpenJournal.NewAttempt());
        using (var journal = OpenJournal.At(Path, epoch: 7))
        {
            foreach (var attempt in (Factory.Working.HeldAttempt[])[running, ended, answered])
                await journal.KeepClaimAsync(attempt);
            await journal.KeepReportAsync(ended, OpenJournal.SuccessOf(ended));
            await journal.KeepReportAsync(answered, OpenJournal.SuccessOf(answered));
            journal.Forget(answered.Token);
            Assert.Equal(1, journal.Unsent);
        }

        using var next = OpenJournal.At(Path, epoch: 8);

        Assert.Equivalent(new[] { running.Token, ended.Token }, next.LeftTokens);
        Assert.All(next.Left, entry => Assert.Equal(7, entry.Epoch));
        Assert.Null(next.ReadLeft(next.Left.Single(entry => entry.Token == running.Token)));
        var report = Assert.IsType<MissionSucceeded>(next.ReadLeft(next.Left.Single(entry => entry.Token == ended.Token)));
        Assert.Equal(OpenJournal.Done.GetRawText(), report.Result.GetRawText());
        Assert.Equal(2, next.Unsent);
    }

    [Fact]
    public async Task Each_write_is_in_the_file_when_it_completes()
    {
        using var journal = OpenJournal.At(Path);
        var attempt = OpenJournal.NewAttempt();

        await journal.KeepClaimAsync(attempt);
        Assert.False(OpenJournal.Read(Path)[attempt.Token]);
        await journal.KeepReportAsync(attempt, OpenJournal.SuccessOf(attempt));

        Assert.True(OpenJournal.Read(Path)[attempt.Token]);
    }

    [Fact]
    public async Task Answered_entries_go_although_nothing_more_is_written()
    {
        var time = new FakeTimeProvider();
        using var journal = OpenJournal.At(Path, time);
        var attempt = OpenJournal.NewAttempt();
        await journal.KeepReportAsync(attempt, OpenJournal.SuccessOf(attempt));

        journal.Forget(attempt.Token);
        time.Advance(TimeSpan.FromSeconds(1));

        await Eventually.TrueAsync(() => OpenJournal.Read(Path).Count == 0);
    }

    [Fact]
    public async Task A_claim_waits_a_moment_for_its_report_and_is_written_together_with_it()
    {
        var time = new FakeTimeProvider();
        using var journal = OpenJournal.At(Path, time);
        var (quick, slow) = (OpenJournal.NewAttempt(), OpenJournal.NewAttempt());

        var quickClaim = journal.KeepClaimAsync(quick);
        Assert.False(quickClaim.IsCompleted);
        await journal.KeepReportAsync(quick, OpenJournal.SuccessOf(quick));
        await quickClaim.WaitAsync(TestContext.Current.CancellationToken);
        var slowClaim = journal.KeepClaimAsync(slow);
        journal.Forget(quick.Token);
        Assert.False(slowClaim.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await slowClaim.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal([slow.Token], OpenJournal.Read(Path).Keys);
    }

    [Fact]
    public void What_hq_answered_before_it_was_written_leaves_nothing_behind()
    {
        for (var round = 0; round < 50; round++)
        {
            var attempt = OpenJournal.NewAttempt();
            using (var journal = OpenJournal.At(Path))
            {
                _ = journal.KeepClaimAsync(attempt);
                _ = journal.KeepReportAsync(attempt, OpenJournal.SuccessOf(attempt));
                journal.Forget(attempt.Token);
            }

            Assert.Empty(OpenJournal.Read(Path));
        }
    }

    [Fact]
    public async Task Many_at_a_time_all_get_their_place_and_leave_it()
    {
        for (var round = 0; round < 20; round++)
        {
            var attempts = Enumerable.Range(0, 200).Select(_ => OpenJournal.NewAttempt()).ToList();
            using (var journal = OpenJournal.At(Path))
            {
                Assert.Empty(journal.Left);
                await Parallel.ForEachAsync(attempts, TestContext.Current.CancellationToken, async (attempt, _) =>
                {
                    var claiming = journal.KeepClaimAsync(attempt);
                    await journal.KeepReportAsync(attempt, OpenJournal.SuccessOf(attempt));
                    await claiming;
                    journal.Forget(attempt.Token);
                });
                Assert.Equal(0, journal.Unsent);
            }

            Assert.Empty(OpenJournal.Read(Path));
        }
    }

    [Fact]
    public async Task A_huge_result_is_kept_as_a_whole()
    {
        var attempt = OpenJournal.NewAttempt();
        var text = new string('ß', 8 * 1024 * 1024);
        using (var journal = OpenJournal.At(Path))
            await journal.KeepReportAsync(attempt, OpenJournal.SuccessOf(attempt, JsonSerializer.SerializeToElement(text)));

        using var next = OpenJournal.At(Path);
        var report = Assert.IsType<MissionSucceeded>(next.ReadLeft(next.Left.Single()));

        Assert.Equal(text, report.Result.GetString());
    }

    [Theory]
    [InlineData("\ud800 half a character")]
    [InlineData("a zero \0 within")]
    public async Task A_strange_text_stops_nothing(string text)
    {
        using var journal = OpenJournal.At(Path);
        var attempt = OpenJournal.NewAttempt();
        await journal.KeepClaimAsync(attempt);

        await journal.KeepReportAsync(attempt, new MissionReleased { MissionId = attempt.Offer.MissionId, ClaimToken = attempt.Token, Reason = text });

        Assert.Null(journal.Failure);
        Assert.Contains(attempt.Token, OpenJournal.Read(Path).Keys);
    }

    [Fact]
    public async Task The_age_of_the_oldest_is_told_and_a_clock_that_is_set_back_makes_none_negative()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(1));
        using var journal = OpenJournal.At(Path, time);
        Assert.Null(journal.OldestUnsentAge);
        var attempt = OpenJournal.NewAttempt();
        await journal.KeepReportAsync(attempt, OpenJournal.SuccessOf(attempt));

        time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(TimeSpan.FromMinutes(3), journal.OldestUnsentAge);
        time.AdjustTime(DateTimeOffset.UnixEpoch);

        Assert.Equal(TimeSpan.Zero, journal.OldestUnsentAge);
    }

    [Fact]
    public void A_second_process_is_refused_with_the_reason()
    {
        using var journal = OpenJournal.At(Path);

        var refusal = Assert.Throws<FactoryStartException>(() => OpenJournal.At(Path));

        Assert.Contains("in use by another process", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Path, refusal.Message, StringComparison.Ordinal);
    }
}
