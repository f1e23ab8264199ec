using Corporation.Hq.Measuring;
using Corporation.Hq.Tests.Querying;
using Corporation.SagaStore.Configuration;

namespace Corporation.Hq.Tests.Measuring;

/// <summary>What is measured every few seconds must not read the history.</summary>
public sealed class BacklogSqlTests(FullSharedStore store) : IClassFixture<FullSharedStore>
{
    private static readonly BacklogSql Sql = BacklogSql.Of(StoreEngine.PostgreSql);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string[]> Statements => new()
    {
        { Sql.CountInState, ["echo", "Queued"] },
        { Sql.CountDead, ["echo"] },
        { Sql.OldestWaiting, ["echo"] },
        { Sql.OldestOffered, ["echo"] },
        { BacklogSql.NextAlarm, [] },
    };

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task No_measurement_reads_a_table_from_end_to_end(string sql, string[] values)
    {
        var plan = await store.Reader.QueryAsync("explain " + sql, row => row.GetString(0), values, Token);

        Assert.DoesNotContain(plan, step => step.Contains("Seq Scan", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_counted_is_what_there_is()
    {
        Assert.Equal(9_900, await OneAsync(Sql.CountInState, "echo", "Queued"));
        Assert.Equal(0, await OneAsync(Sql.CountInState, "rare", "Queued"));
        Assert.Equal(80, await OneAsync(Sql.CountDead, "echo"));
        Assert.Equal(20, await OneAsync(Sql.CountDead, "rare"));
    }

    private async Task<long> OneAsync(string sql, params string[] values) => (await store.Reader.QueryAsync(sql, row => row.GetInt64(0), values, Token))[0];
}
