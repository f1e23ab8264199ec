using System.Globalization;
using System.Net;
using Corporation.Contracts.Http;

namespace Corporation.Client;

/// <inheritdoc cref="IMissionClient" />
/// <remarks>
/// What only reads is tried up to three times when HQ gives no answer. So is a submit, because it always carries an idempotency key:
/// <see cref="SubmitAsync"/> makes one up when the submission has none, and then a repeated submit can't make a second mission. A batch is tried
/// again only when each of its missions has a key. Commands are tried once.
/// </remarks>
public sealed class MissionClient : IMissionClient
{
    private const string DeadMessages = "api/v1/dead-letters/messages";

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(60);

    // A page takes seconds, on a busy server more.
    private static readonly TimeSpan CheckPatience = TimeSpan.FromMinutes(2);

    private readonly HqConnection _hq;

    /// <summary>Creates a client.</summary>
    /// <param name="http">Its <see cref="HttpClient.BaseAddress"/> is HQ's. Stays the caller's to dispose.</param>
    /// <param name="time">The clock for timeouts and pauses. <value>Default: the system's.</value></param>
    /// <exception cref="ArgumentException">There is no base address.</exception>
    public MissionClient(HttpClient http, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        _hq = new(http, time ?? TimeProvider.System);
    }

    /// <inheritdoc />
    public async Task<SubmittedMission> SubmitAsync(MissionSubmission submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);

        var keyed = submission.IdempotencyKey is null ? submission with { IdempotencyKey = $"auto-{Guid.NewGuid():N}" } : submission;
        var (status, mission) = await _hq.PostAsync<MissionSubmission, MissionView>("api/v1/missions", keyed, mayRepeat: true, cancellationToken);
        return new(mission, status == HttpStatusCode.Created);
    }

    /// <inheritdoc />
    public async Task<MissionBatchAccepted> SubmitBatchAsync(MissionBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);

        var mayRepeat = batch.Missions.All(mission => mission.IdempotencyKey is not null);
        return (await _hq.PostAsync<MissionBatch, MissionBatchAccepted>("api/v1/missions/batch", batch, mayRepeat, cancellationToken)).Answer;
    }

    /// <inheritdoc />
    public Task<MissionView> GetAsync(Guid jobId, TimeSpan? wait, CancellationToken cancellationToken)
    {
        var seconds = Math.Clamp((wait ?? TimeSpan.Zero).TotalSeconds, 0, MaxWait.TotalSeconds);
        var query = seconds > 0 ? string.Create(CultureInfo.InvariantCulture, $"?wait_seconds={seconds}") : "";
        return _hq.GetAsync<MissionView>($"{Mission(jobId)}{query}", TimeSpan.FromSeconds(seconds), cancellationToken);
    }

    /// <inheritdoc />
    public Task<MissionPage> ListAsync(MissionQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _hq.GetAsync<MissionPage>($"api/v1/missions{QueryText.Of(query)}", TimeSpan.Zero, cancellationToken);
    }

    /// <inheritdoc />
    public Task<MissionCounts> CountAsync(CancellationToken cancellationToken) =>
        _hq.GetAsync<MissionCounts>("api/v1/missions/counts", TimeSpan.Zero, cancellationToken);

    /// <inheritdoc />
    public Task<MissionTimeline> GetTimelineAsync(Guid jobId, long after, CancellationToken cancellationToken) =>
        _hq.GetAsync<MissionTimeline>($"{Mission(jobId)}/events{After(after)}", TimeSpan.Zero, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<MissionEventView> WatchAsync(Guid jobId, long after, CancellationToken cancellationToken) =>
        new LiveRows<MissionEventView>(_hq, $"{Mission(jobId)}/events/stream").ReadAsync(after, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<MissionEventView> WatchAllAsync(long? after, CancellationToken cancellationToken) =>
        new LiveRows<MissionEventView>(_hq, "api/v1/events/stream").ReadAsync(after, cancellationToken);

    /// <inheritdoc />
    public Task<MissionLog> GetLogAsync(Guid jobId, int tail, CancellationToken cancellationToken) =>
        _hq.GetAsync<MissionLog>(string.Create(CultureInfo.InvariantCulture, $"{Mission(jobId)}/logs?tail={tail}"), TimeSpan.Zero, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<LogLineView> FollowLogAsync(Guid jobId, long after, CancellationToken cancellationToken) =>
        new LiveRows<LogLineView>(_hq, $"{Mission(jobId)}/logs/stream").ReadAsync(after, cancellationToken);

    /// <inheritdoc />
    public Task<MissionView> CancelAsync(Guid jobId, string? reason, CancellationToken cancellationToken) =>
        CommandAsync(jobId, "cancel", reason, cancellationToken);

    /// <inheritdoc />
    public Task<MissionView> RequeueAsync(Guid jobId, string? reason, CancellationToken cancellationToken) =>
        CommandAsync(jobId, "requeue", reason, cancellationToken);

    /// <inheritdoc />
    public Task<MissionView> DiscardAsync(Guid jobId, string? reason, CancellationToken cancellationToken) =>
        CommandAsync(jobId, "discard", reason, cancellationToken);

    /// <inheritdoc />
    public Task<DeadLetterOutcome> RequeueDeadLettersAsync(DeadLetterSelection selection, CancellationToken cancellationToken) =>
        BulkAsync("requeue", selection, cancellationToken);

    /// <inheritdoc />
    public Task<DeadLetterOutcome> DiscardDeadLettersAsync(DeadLetterSelection selection, CancellationToken cancellationToken) =>
        BulkAsync("discard", selection, cancellationToken);

    /// <inheritdoc />
    public Task<DeadMessagePage> ListDeadMessagesAsync(DeadMessageQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _hq.GetAsync<DeadMessagePage>($"{DeadMessages}{QueryText.Of(query)}", TimeSpan.Zero, cancellationToken);
    }

    /// <inheritdoc />
    public Task<DeadMessageView> GetDeadMessageAsync(string id, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return _hq.GetAsync<DeadMessageView>($"{DeadMessages}/{string.Join('/', id.Split('/').Select(Uri.EscapeDataString))}", TimeSpan.Zero, cancellationToken);
    }

    /// <inheritdoc />
    public Task<DeadLetterOutcome> RequeueDeadMessagesAsync(DeadMessageSelection selection, CancellationToken cancellationToken) =>
        BulkAsync("requeue", selection, cancellationToken);

    /// <inheritdoc />
    public Task<DeadLetterOutcome> DiscardDeadMessagesAsync(DeadMessageSelection selection, CancellationToken cancellationToken) =>
        BulkAsync("discard", selection, cancellationToken);

    /// <inheritdoc />
    public Task<KindList> ListKindsAsync(CancellationToken cancellationToken) =>
        _hq.GetAsync<KindList>("api/v1/kinds", TimeSpan.Zero, cancellationToken);

    /// <inheritdoc />
    public Task<InvariantPage> CheckInvariantsAsync(Guid? after, TimeSpan grace, CancellationToken cancellationToken) =>
        _hq.GetAsync<InvariantPage>(
            string.Create(CultureInfo.InvariantCulture, $"api/v1/ops/invariants?grace_seconds={grace.TotalSeconds}{(after is null ? "" : $"&after={after:D}")}"),
            CheckPatience,
            cancellationToken);

    private async Task<MissionView> CommandAsync(Guid jobId, string command, string? reason, CancellationToken cancellationToken) =>
        (await _hq.PostAsync<MissionCommand, MissionView>(
            $"{Mission(jobId)}/{command}", new() { Reason = reason }, mayRepeat: false, cancellationToken)).Answer;

    private async Task<DeadLetterOutcome> BulkAsync(string command, DeadLetterSelection selection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(selection);
        return (await _hq.PostAsync<DeadLetterSelection, DeadLetterOutcome>(
            $"api/v1/dead-letters/{command}", selection, mayRepeat: selection.ConfirmCount is null, cancellationToken)).Answer;
    }

    private async Task<DeadLetterOutcome> BulkAsync(string command, DeadMessageSelection selection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(selection);
        return (await _hq.PostAsync<DeadMessageSelection, DeadLetterOutcome>(
            $"{DeadMessages}/{command}", selection, mayRepeat: selection.ConfirmCount is null, cancellationToken)).Answer;
    }

    private static string Mission(Guid jobId) => $"api/v1/missions/{jobId:D}";

    private static string After(long after) => after > 0 ? string.Create(CultureInfo.InvariantCulture, $"?after={after}") : "";
}
