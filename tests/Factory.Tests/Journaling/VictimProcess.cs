using System.Diagnostics.CodeAnalysis;

namespace Corporation.Factory.Tests.Journaling;

/// <summary>Writes claims and reports until it is killed, and says on standard output what was promised to be on the disk.</summary>
internal static class VictimProcess
{
    public const string Variable = "CORPORATION_TEST_JOURNAL";

    /// <summary>Lines: the token, and <c>c</c>laimed, <c>r</c>eported or <c>f</c>orgotten (which is promised only at the next write).</summary>
    [SuppressMessage("ApiDesign", "RS0030", Justification = "The parent reads it.")]
    public static async Task RunAsync(string path)
    {
        await using var output = Console.OpenStandardOutput();
        await using var lines = new StreamWriter(output) { AutoFlush = true };
        var writing = new SemaphoreSlim(1, 1);
        using var journal = OpenJournal.At(path);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => LiveAsync()));

        async Task LiveAsync()
        {
            while (true)
            {
                var attempt = OpenJournal.NewAttempt();
                await journal.KeepClaimAsync(attempt);
                await SayAsync(attempt.Token, 'c');
                await journal.KeepReportAsync(attempt, OpenJournal.SuccessOf(attempt));
                await SayAsync(attempt.Token, 'r');
                if (attempt.Token.ToByteArray()[0] % 2 == 0)
                    continue;
                await SayAsync(attempt.Token, 'f');
                journal.Forget(attempt.Token);
            }
        }

        async Task SayAsync(Guid token, char what)
        {
            await writing.WaitAsync();
            await lines.WriteLineAsync($"{token:N}{what}");
            writing.Release();
        }
    }
}
