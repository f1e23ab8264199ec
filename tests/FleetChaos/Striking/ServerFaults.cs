using Corporation.FleetChaos.Running;
using Corporation.LocalServers;

namespace Corporation.FleetChaos.Striking;

/// <summary>What is done to HQs, Redis and PostgreSQL.</summary>
internal sealed class ServerFaults(ChaosPlan plan, ChaosFleet fleet, FaultLog log, TimeProvider time, Random random)
{
    private const int CutRounds = 40;
    private const int EnoughCommits = 3;

    // HQ's own connections only; those that commit just now before all others.
    private const string Cut =
        $"""
        select count(*) filter (where is_commit), count(*) from (
            select query ilike 'commit%' and state = 'active' as is_commit, pg_terminate_backend(pid)
            from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and application_name <> '{StoreView.ApplicationName}'
              and (query ilike 'commit%' and state = 'active' or $1)) cut
        """;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    public async Task KillHqAsync(CancellationToken cancellationToken)
    {
        var victim = random.Next(fleet.Headquarters.Count);
        await fleet.Headquarters[victim].KillAsync();
        await PauseAsync(LongestPause, cancellationToken);
        await NodeStart.AgainAsync(fleet.Headquarters[victim], cancellationToken);
        log.Done(FaultKind.HqKill, $"hq-{victim + 1}");
    }

    public async Task KillBothHqsAsync(CancellationToken cancellationToken)
    {
        var first = random.Next(fleet.Headquarters.Count);
        foreach (var victim in (CorpNode[])[fleet.Headquarters[first], fleet.Headquarters[1 - first]])
        {
            await victim.KillAsync();
            await PauseAsync(LongestPause, cancellationToken);
        }

        await Task.WhenAll(fleet.Headquarters.Select(hq => NodeStart.AgainAsync(hq, cancellationToken)));
        log.Done(FaultKind.HqKillBoth, $"hq-{first + 1} first");
    }

    public async Task RestartRedisAsync(CancellationToken cancellationToken)
    {
        await fleet.Redis.RestartAsync(cancellationToken);
        log.Done(FaultKind.RedisRestart, "killed and back with its file");
    }

    public async Task FlushRedisAsync()
    {
        var keys = await fleet.Redis.ExecuteAsync("DBSIZE");
        await fleet.Redis.ExecuteAsync("FLUSHALL");
        log.Done(FaultKind.RedisFlushall, $"{keys} keys gone");
    }

    public async Task TakeRedisAwayAsync(CancellationToken cancellationToken)
    {
        var absence = plan.BusAbsence(random);
        await fleet.Redis.KillAsync();
        await Task.Delay(absence, time, cancellationToken);
        await fleet.Redis.RestartAsync(cancellationToken);
        log.Done(FaultKind.RedisAway, $"{absence.TotalSeconds:0} s");
    }

    public async Task RestartPostgreSqlAsync(CancellationToken cancellationToken)
    {
        await fleet.PostgreSql.QuitAsync();
        await fleet.PostgreSql.RestartAsync(cancellationToken);
        log.Done(FaultKind.PostgresqlRestart, "immediate shutdown and start");
    }

    public async Task TakePostgreSqlAwayAsync(CancellationToken cancellationToken)
    {
        var absence = plan.StoreAbsence(random);
        await fleet.PostgreSql.KillAsync();
        await Task.Delay(absence, time, cancellationToken);
        await fleet.PostgreSql.RestartAsync(cancellationToken);
        log.Done(FaultKind.PostgresqlAway, $"{absence.TotalSeconds:0} s");
    }

    /// <summary>Cuts those that commit, as soon as one is seen; in the end all.</summary>
    public async Task CutCommitsAsync(CancellationToken cancellationToken)
    {
        var (commits, all) = (0L, 0L);
        for (var round = 0; round < CutRounds && commits < EnoughCommits; round++)
        {
            var cut = (await fleet.Store.AskAsync(Cut, row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken, round == CutRounds - 1))[0];
            (commits, all) = (commits + cut.Item1, all + cut.Item2);
            await PauseAsync(TimeSpan.FromMilliseconds(20), cancellationToken);
        }

        var last = (await fleet.Store.AskAsync(Cut, row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken, true))[0];
        log.Done(FaultKind.CommitCut, $"{all + last.Item2} connections, {commits + last.Item1} of them in a commit");
    }

    private Task PauseAsync(TimeSpan longest, CancellationToken cancellationToken) => Task.Delay(longest * random.NextDouble(), time, cancellationToken);
}
