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

    private const string NewestNumber = "select coalesce(max(number), 0) from mission_log_lines where mission_id = $1 and attempt = $2";

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

        // A message that is delivered again brings no line twice.
        var newest = session.Query(NewestNumber, row => row.GetInt64(0), message.MissionId, message.Attempt)[0];
        var added = 0;
        foreach (var line in message.Lines.Where(line => line.Number > newest).TakeLast(options.Value.LogLinesKept))
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
