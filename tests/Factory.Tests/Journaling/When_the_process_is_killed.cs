using System.Diagnostics;
using Corporation.Factory.Tests.Harness;

namespace Corporation.Factory.Tests.Journaling;

public sealed class When_the_process_is_killed : IDisposable
{
    private const int LineLength = 33;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_promised_to_be_written_is_there_and_what_was_kept_says_so()
    {
        var path = _folder.File("journal.db");
        var random = new Random(20260101);
        for (var round = 0; round < 20; round++)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(TimeSpan.FromMinutes(1));
            using var victim = Start(path);
            var said = new Dictionary<Guid, char>();
            try
            {
                await ReadAsync(victim, said, random.Next(1, 300), limit.Token);
            }
            finally
            {
                victim.Kill();
            }

            await ReadAsync(victim, said, int.MaxValue, limit.Token);
            await victim.WaitForExitAsync(limit.Token);

            using var journal = OpenJournal.At(path, epoch: round + 2);
            var left = journal.Left.ToDictionary(entry => entry.Token);
            Assert.Null(journal.Failure);
            Assert.Equal([path, path + ".lock"], Directory.GetFiles(_folder.Path).Where(file => !file.EndsWith("-wal") && !file.EndsWith("-shm")).Order());
            foreach (var (token, last) in said)
            {
                Assert.True(last == 'f' || left.ContainsKey(token), $"round {round}: {token} was promised ({last})");
                Assert.True(last != 'r' || journal.ReadLeft(left[token]) is not null, $"round {round}: the report of {token} was promised");
            }

            foreach (var token in left.Keys)
                journal.Forget(token);
        }
    }

    private static async Task ReadAsync(Process victim, Dictionary<Guid, char> said, int lines, CancellationToken cancellationToken)
    {
        // A last line that was cut off in the middle promises nothing.
        while (lines-- > 0 && await victim.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == LineLength)
                said[Guid.ParseExact(line.AsSpan(0, LineLength - 1), "N")] = line[^1];
        }
    }

    // The program beside the assembly, also when the tests were started as 'dotnet <assembly>'.
    private static Process Start(string path) => Process.Start(new ProcessStartInfo(
        Path.ChangeExtension(typeof(When_the_process_is_killed).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null))
    {
        Environment = { [VictimProcess.Variable] = path },
        RedirectStandardOutput = true,
        UseShellExecute = false,
    })!;
}
