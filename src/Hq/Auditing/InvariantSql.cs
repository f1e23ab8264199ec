using Corporation.Contracts.Http;
using Corporation.Hq.Querying;
using Corporation.SagaStore.Configuration;

namespace Corporation.Hq.Auditing;

/// <summary>The statements behind <see cref="InvariantChecker"/>: sets of missions, never one after the other.</summary>
/// <remarks>
/// A range of ids is judged by one statement, which is one snapshot: rows and events of one commit are seen together or not at all, also while HQs write.
/// It reads by index ranges and takes no lock.
/// </remarks>
internal static class InvariantSql
{
    /// <summary>The invariant of the one row that says how much was looked at; its detail is the number of events.</summary>
    public const string Totals = "totals";

    // What ends a claim. A cancel or an expiry may also come while nobody holds one.
    private const string Reports = "'succeeded', 'attempt_failed', 'attempt_timed_out', 'lease_lapsed', 'released'";
    private const string Terminals = "'succeeded', 'failed', 'dead_lettered', 'cancelled', 'expired'";
    private const string EndedStates = "'Succeeded', 'Failed', 'DeadLettered', 'Cancelled', 'Expired'";

    /// <summary>The last id of the next so many missions. $1 after which, $2 how many less one.</summary>
    public const string Boundary = "select mission_id from missions where mission_id > $1 order by mission_id limit 1 offset $2";

    /// <summary>
    /// Judges the missions of a range, and what belongs to none. $1 after which id, $2 to which, $3 grace in microseconds, $4 breaches named of each invariant.
    /// Gives invariant, mission, detail, and how many breaches of that invariant there are.
    /// </summary>
    public static string Judge(StoreEngine engine) =>
        $"""
        with m as (
            select mission_id, current_state, attempt, retries_used, max_retries, round, last_sequence, wake_at, offered_at, lease_expires_at,
                   claim_token, factory_id, finished_at
            from missions where mission_id > $1 and mission_id <= $2
        ),
        counted as (
            select mission_id, sequence, event, attempt,
                   sum(case when event = 'claimed' then 1 else 0 end) over so_far as claims,
                   sum(case when event = 'requeued' then 1 else 0 end) over so_far as requeues
            from mission_events where mission_id > $1 and mission_id <= $2
            window so_far as (partition by mission_id order by sequence rows between unbounded preceding and current row)
        ),
        e as (
            select mission_id, sequence, event, attempt, claims, requeues,
                   coalesce(sum(case when event in ({Terminals}) then 1 else 0 end)
                       over (partition by mission_id, requeues order by sequence rows between unbounded preceding and 1 preceding), 0) as ended_before
            from counted
        ),
        claim as (
            select mission_id, sequence, event, attempt, lag(event) over w as former, lag(attempt) over w as former_attempt
            from e where event in ('claimed', 'cancelled', 'expired', {Reports})
            window w as (partition by mission_id order by sequence)
        ),
        told as materialized (
            select mission_id, event from (
                select mission_id, event, row_number() over (partition by mission_id order by sequence desc) as place
                from e where event not in ('late_result', 'cancel_requested')) ranked
            where place = 1
        ),
        t as (
            select mission_id, count(*) as events, min(sequence) as lowest, max(sequence) as highest, max(claims) as claims, max(requeues) as requeues,
                   max(case when event = 'succeeded' then attempt end) as succeeded_attempt
            from e group by mission_id
        ),
        retried as materialized (
            select mission_id, requeues, count(*) as retries from e where event = 'retry_scheduled' group by mission_id, requeues
        ),
        r as (
            select mission_id, count(*) as results, max(attempt) as attempt from mission_results where mission_id > $1 and mission_id <= $2 group by mission_id
        ),
        p as (
            select mission_id from mission_payloads where mission_id > $1 and mission_id <= $2
        ),
        breach(invariant, mission_id, detail) as (
        {string.Join("\nunion all\n", InvariantRules.All(engine))}
        )
        select invariant, mission_id, detail, breaches from (
            select invariant, mission_id, detail, count(*) over (partition by invariant) as breaches,
                   row_number() over (partition by invariant order by mission_id) as place
            from breach) ranked
        where place <= $4
        union all
        select '{Totals}', $2, cast((select count(*) from e) as text), (select count(*) from m)
        """;

    /// <summary>One rule: who breaks it, and how.</summary>
    private static class InvariantRules
    {
        public static IEnumerable<string> All(StoreEngine engine) =>
        [
            .. Completeness,
            .. Liveness(HqSql.Now(engine)),
            .. Results,
            .. Claims,
            .. Rows,
            .. Counts,
        ];

        private static string[] Completeness =>
        [
            Rule(InvariantNames.Lost, "'the mission has no events'", "m left join t on t.mission_id = m.mission_id where t.mission_id is null"),
            Rule(InvariantNames.Lost, "t.events || ' events, but no mission'", "t left join m on m.mission_id = t.mission_id where m.mission_id is null", "t"),
            Rule(InvariantNames.Lost, "'its payload is gone'",
                "m left join p on p.mission_id = m.mission_id where p.mission_id is null"),
            Rule(InvariantNames.Lost, "'it succeeded, but has no result'",
                "m left join r on r.mission_id = m.mission_id where m.current_state = 'Succeeded' and r.mission_id is null"),
            Rule(InvariantNames.TimelineGap,
                "t.events || ' events, numbered ' || t.lowest || ' to ' || t.highest || '; the row says ' || m.last_sequence",
                "m join t on t.mission_id = m.mission_id where t.lowest <> 1 or t.highest <> m.last_sequence or t.events <> m.last_sequence"),
        ];

        // Waiting in the queue without an offer is alive for any time: there may be no factory for it.
        private static string[] Liveness(string now) =>
        [
            Rule(InvariantNames.Stuck, "m.current_state || ', but nothing is due'",
                "m where m.wake_at is null and (m.current_state in ('Scheduled', 'Retrying', 'Claimed', 'Running') or (m.current_state = 'Queued' and m.offered_at is not null))"),
            Rule(InvariantNames.Stuck, $"m.current_state || ', due since ' || (({now} - m.wake_at) / 1000000) || ' s'",
                $"m where m.wake_at < {now} - $3 and m.current_state not in ({EndedStates})"),
            Rule(InvariantNames.Stuck, $"m.current_state || ', its lease is over since ' || (({now} - m.lease_expires_at) / 1000000) || ' s'",
                $"m where m.lease_expires_at < {now} - $3 and m.wake_at >= {now} - $3 and m.current_state in ('Claimed', 'Running')"),
        ];

        private static string[] Results =>
        [
            Rule(InvariantNames.DoubleRecorded, "'ended again: ' || e.event || ' at ' || e.sequence",
                $"e where e.ended_before > 0 and e.event in ({Terminals})", "e"),
            Rule(InvariantNames.DoubleRecorded, "r.results || ' results'", "r where r.results > 1", "r"),
            Rule(InvariantNames.StaleRecorded, "claim.event || ' of attempt ' || claim.attempt || ' at ' || claim.sequence || ' without a claim that held'",
                $"claim where claim.event in ({Reports}) and (claim.former is distinct from 'claimed' or claim.former_attempt <> claim.attempt)", "claim"),
            Rule(InvariantNames.StaleRecorded, "'the result is of attempt ' || r.attempt || ', success was of ' || coalesce(cast(t.succeeded_attempt as text), 'none')",
                "r left join t on t.mission_id = r.mission_id where t.succeeded_attempt is distinct from r.attempt", "r"),
        ];

        private static string[] Claims =>
        [
            Rule(InvariantNames.OverlappingClaims, "'attempt ' || claim.attempt || ' was claimed at ' || claim.sequence || ' while attempt ' || claim.former_attempt || ' held'",
                "claim where claim.event = 'claimed' and claim.former = 'claimed'", "claim"),
            Rule(InvariantNames.OverlappingClaims, "'attempt ' || e.attempt || ' was claimed at ' || e.sequence || ' after the end'",
                "e where e.event = 'claimed' and e.ended_before > 0", "e"),
        ];

        private static string[] Rows =>
        [
            Rule(InvariantNames.RowDisagrees, "'the row is ' || m.current_state || ' after ' || told.event",
                """
                m join told on told.mission_id = m.mission_id where m.current_state <> coalesce(case told.event
                    when 'scheduled' then 'Scheduled' when 'queued' then 'Queued' when 'offered' then 'Queued' when 'offer_lapsed' then 'Queued'
                    when 'claimed' then 'Claimed' when 'started' then 'Running' when 'progressed' then 'Running' when 'retry_scheduled' then 'Retrying'
                    when 'succeeded' then 'Succeeded' when 'failed' then 'Failed' when 'dead_lettered' then 'DeadLettered' when 'discarded' then 'DeadLettered'
                    when 'cancelled' then 'Cancelled' when 'expired' then 'Expired' end, '')
                """),
            Rule(InvariantNames.RowDisagrees, "m.current_state || ' with a claim'",
                "m where m.claim_token is not null and m.current_state not in ('Claimed', 'Running')"),
            Rule(InvariantNames.RowDisagrees, "m.current_state || ' without claim, factory or lease'",
                "m where m.current_state in ('Claimed', 'Running') and (m.claim_token is null or m.factory_id is null or m.lease_expires_at is null)"),
            Rule(InvariantNames.RowDisagrees, "m.current_state || case when m.finished_at is null then ', but not finished' else ', but finished' end",
                $"m where (m.finished_at is null) = (m.current_state in ({EndedStates}))"),
        ];

        private static string[] Counts =>
        [
            Rule(InvariantNames.AttemptsMiscounted, "'the row says ' || m.attempt || ' attempts; ' || t.claims || ' were claimed'",
                "m join t on t.mission_id = m.mission_id where m.attempt <> t.claims"),
            Rule(InvariantNames.AttemptsMiscounted, "e.event || ' at ' || e.sequence || ' is of attempt ' || e.attempt || '; ' || e.claims || ' were claimed before'",
                "e where e.attempt <> e.claims", "e"),
            Rule(InvariantNames.AttemptsMiscounted, "'the row says round ' || m.round || '; ' || t.requeues || ' requeues'",
                "m join t on t.mission_id = m.mission_id where m.round <> t.requeues + 1"),
            Rule(InvariantNames.AttemptsMiscounted,
                "m.retries_used || ' retries used of ' || m.max_retries || '; the events tell of ' || coalesce(retried.retries, 0)",
                """
                m left join retried on retried.mission_id = m.mission_id and retried.requeues = m.round - 1
                where m.retries_used <> coalesce(retried.retries, 0) or m.retries_used > m.max_retries
                """),
        ];

        private static string Rule(string invariant, string detail, string from, string mission = "m") =>
            $"select '{invariant}', {mission}.mission_id, {detail} from {from}";
    }
}
