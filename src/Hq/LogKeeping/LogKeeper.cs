using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Writing;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Corporation.Hq.LogKeeping;

/// <summary>Stores log lines of attempts that hold, or last held, the claim; keeps the newest of each mission.</summary>
internal sealed class LogKeeper(IStoreWriter store, IOptions<MissionLifeOptions> options) : IConsumer<MissionLogged>
{
    private const string MayWrite = "select 1 from missions where mission_id = $1 and (claim_token = $2 or last_reported_token = $2)";

    private const string StoredNumbers =
        "select number from mission_log_lines where mission_id = $1 and attempt = $2 and number between $3 and $4";

    private const string Prune =
        """
        delete from mission_log_lines where mission_id = $1 and position <=
            (select position from mission_log_lines where mission_id = $1 order by position desc limit 1 offset $2)
        """;

    public Task Consume(ConsumeContext<MissionLogged> context) =>
        store.WriteAsync(session => Keep(session, context.Message), context.CancellationToken);

    private int Keep(IWriteSession session, MissionLogged message)
    {
        if (session.Query(MayWrite, row => row.GetInt32(0), message.MissionId, message.ClaimToken).Count == 0)
            return 0;

        if (message.Lines.Count == 0)
            return 0;

        // A message that is delivered again brings no line twice, and one that is overtaken loses none.
        var stored = session.Query(
            StoredNumbers, row => row.GetInt64(0),
            message.MissionId, message.Attempt, message.Lines.Min(line => line.Number), message.Lines.Max(line => line.Number)).ToHashSet();
        var added = 0;
        foreach (var line in message.Lines.Where(line => stored.Add(line.Number)).TakeLast(options.Value.LogLinesKept))
        {
            session.Insert(new StoredLogLine
            {
                MissionId = message.MissionId,
                Attempt = message.Attempt,
                Number = line.Number,
                LoggedAt = line.LoggedAt,
                Level = line.Level.Cut(20),
                Text = line.Text.Cut(MissionLimits.MaxLogLineLength),
            });
            added++;
        }

        session.Execute(Prune, message.MissionId, options.Value.LogLinesKept);
        return added;
    }
}
