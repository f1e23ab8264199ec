using System.Diagnostics;

namespace Corporation.SagaStore.Tests.Durability;

public sealed class KillTests : IDisposable
{
    private const int IdLength = 32;

    private readonly StoreFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whatever_was_acknowledged_before_a_kill_is_there_afterwards_and_nothing_by_halves()
    {
        var acknowledged = new HashSet<Guid>();
        var random = new Random(20260101);

        for (var round = 0; round < 4; round++)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
            limit.CancelAfter(TimeSpan.FromMinutes(1));
            using var victim = Start();
            try
            {
                await ReadAsync(victim, acknowledged, acknowledged.Count + random.Next(20, 600), limit.Token);
            }
            finally
            {
                victim.Kill();
            }

            await ReadAsync(victim, acknowledged, int.MaxValue, limit.Token);
            await victim.WaitForExitAsync(limit.Token);
            await CheckAsync(acknowledged);
        }
    }

    private async Task CheckAsync(HashSet<Guid> acknowledged)
    {
        await using var store = new StoreFixture(_folder.File);
        store.Prepare();

        var stored = store.Reader.Query("SELECT counter_id FROM counters", row => row.GetGuid(0)).ToHashSet();
        var halves = store.Reader.Query(
            "SELECT count(*) FROM (SELECT c.counter_id FROM counters c LEFT JOIN steps s ON s.\"CounterId\" = c.counter_id GROUP BY 1 HAVING count(s.\"Number\") <> $1)",
            row => row.GetInt64(0),
            VictimProcess.RowsPerUnit)[0];

        Assert.Empty(acknowledged.Except(stored));
        Assert.Equal(0, halves);
        Assert.Equal(stored.Count * VictimProcess.RowsPerUnit, store.Count("steps"));
        Assert.Equal("ok", store.Reader.Query("PRAGMA integrity_check", row => row.GetString(0))[0]);
    }

    private static async Task ReadAsync(Process victim, HashSet<Guid> acknowledged, int until, CancellationToken cancellationToken)
    {
        // A last line that was cut off in the middle acknowledges nothing.
        while (acknowledged.Count < until && await victim.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length == IdLength)
                acknowledged.Add(Guid.ParseExact(line, "N"));
        }
    }

    // The program beside the assembly, also when the tests were started as 'dotnet <assembly>'.
    private Process Start() => Process.Start(new ProcessStartInfo(
        Path.ChangeExtension(typeof(KillTests).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null))
    {
        Environment = { [VictimProcess.Variable] = _folder.File },
        RedirectStandardOutput = true,
        UseShellExecute = false,
    })!;
}
