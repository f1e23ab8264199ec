using System.Runtime.CompilerServices;
using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;

namespace Corporation.Cli.Tests.Faking;

/// <summary>An HQ in memory: answers what a test put in, and remembers what it was asked.</summary>
internal sealed class FakeMissionClient : IMissionClient
{
    public List<MissionSubmission> Submissions { get; } = [];

    public List<MissionQuery> Queries { get; } = [];

    public List<DeadLetterSelection> Selections { get; } = [];

    public List<string> Commands { get; } = [];

    /// <summary>What GetAsync answers, one after the other; the last one stays.</summary>
    public Queue<MissionView> Views { get; } = new([Samples.Mission()]);

    public Queue<MissionPage> Pages { get; } = new([new MissionPage([Samples.Mission()], null)]);

    public IReadOnlyList<MissionEventView> Events { get; set; } = Samples.Timeline();

    public IReadOnlyList<LogLineView> Log { get; set; } = [];

    public int DeadLetters { get; set; } = 3;

    /// <summary>What CheckInvariantsAsync answers, one after the other.</summary>
    public Queue<InvariantPage> Audit { get; } = new([new InvariantPage(3, 12, [], null)]);

    public List<(Guid? After, TimeSpan Grace)> Checks { get; } = [];

    public Exception? Failure { get; set; }

    public Task<SubmittedMission> SubmitAsync(MissionSubmission submission, CancellationToken cancellationToken)
    {
        Submissions.Add(submission);
        return Answer(new SubmittedMission(Samples.Mission() with { MissionKind = submission.MissionKind, State = MissionLifeState.Queued }, Created: true));
    }

    public Task<MissionBatchAccepted> SubmitBatchAsync(MissionBatch batch, CancellationToken cancellationToken) =>
        Answer(new MissionBatchAccepted([.. batch.Missions.Select(_ => new AcceptedMission(Guid.NewGuid(), true))]));

    public Task<MissionView> GetAsync(Guid jobId, TimeSpan? wait, CancellationToken cancellationToken) =>
        Answer(Views.Count > 1 ? Views.Dequeue() : Views.Peek());

    public Task<MissionPage> ListAsync(MissionQuery query, CancellationToken cancellationToken)
    {
        Queries.Add(query);
        return Answer(Pages.Count > 1 ? Pages.Dequeue() : Pages.Peek());
    }

    public Task<MissionCounts> CountAsync(CancellationToken cancellationToken) =>
        Answer(new MissionCounts(new Dictionary<MissionLifeState, long>()));

    public Task<MissionTimeline> GetTimelineAsync(Guid jobId, long after, CancellationToken cancellationToken) => Answer(new MissionTimeline(Events, null));

    public IAsyncEnumerable<MissionEventView> WatchAsync(Guid jobId, long after, CancellationToken cancellationToken) => Stream(Events, cancellationToken);

    public IAsyncEnumerable<MissionEventView> WatchAllAsync(long? after, CancellationToken cancellationToken) => Stream(Events, cancellationToken);

    public Task<MissionLog> GetLogAsync(Guid jobId, int tail, CancellationToken cancellationToken) => Answer(new MissionLog([.. Log.TakeLast(tail)], 0));

    public IAsyncEnumerable<LogLineView> FollowLogAsync(Guid jobId, long after, CancellationToken cancellationToken) =>
        Stream([.. Log.Where(line => line.Position > after)], cancellationToken);

    public Task<MissionView> CancelAsync(Guid jobId, string? reason, CancellationToken cancellationToken) => Command("cancel", jobId, MissionLifeState.Cancelled);

    public Task<MissionView> RequeueAsync(Guid jobId, string? reason, CancellationToken cancellationToken) => Command("requeue", jobId, MissionLifeState.Queued);

    public Task<MissionView> DiscardAsync(Guid jobId, string? reason, CancellationToken cancellationToken) => Command("discard", jobId, MissionLifeState.DeadLettered);

    public Task<DeadLetterOutcome> RequeueDeadLettersAsync(DeadLetterSelection selection, CancellationToken cancellationToken) => Select(selection);

    public Task<DeadLetterOutcome> DiscardDeadLettersAsync(DeadLetterSelection selection, CancellationToken cancellationToken) => Select(selection);

    public DeadMessagePage DeadMessages { get; set; } = new(true, [new("hq-missions_error", 2, "hq-missions")], [Samples.DeadMessage()]);

    public List<DeadMessageSelection> MessageSelections { get; } = [];

    public Exception? BusFailure { get; set; }

    public Task<DeadMessagePage> ListDeadMessagesAsync(DeadMessageQuery query, CancellationToken cancellationToken) => Answer(DeadMessages);

    public Task<DeadMessageView> GetDeadMessageAsync(string id, CancellationToken cancellationToken) =>
        Answer(Samples.DeadMessage() with { Id = id, Headers = [new MessageHeaderView("MT-Reason", "fault")], Body = "{\"a\":1}", BodyIsCut = false });

    public Task<DeadLetterOutcome> RequeueDeadMessagesAsync(DeadMessageSelection selection, CancellationToken cancellationToken) => SelectMessages(selection);

    public Task<DeadLetterOutcome> DiscardDeadMessagesAsync(DeadMessageSelection selection, CancellationToken cancellationToken) => SelectMessages(selection);

    private Task<DeadLetterOutcome> SelectMessages(DeadMessageSelection selection)
    {
        MessageSelections.Add(selection);
        return BusFailure is null ? Answer(new DeadLetterOutcome(selection.Ids?.Count ?? 2, selection.ConfirmCount ?? 0)) : Task.FromException<DeadLetterOutcome>(BusFailure);
    }

    public Task<KindList> ListKindsAsync(CancellationToken cancellationToken) => Answer(new KindList([Samples.Kind("echo"), Samples.Kind("system:ping")]));

    public Task<InvariantPage> CheckInvariantsAsync(Guid? after, TimeSpan grace, CancellationToken cancellationToken)
    {
        Checks.Add((after, grace));
        return Answer(Audit.Count > 1 ? Audit.Dequeue() : Audit.Peek());
    }

    private Task<MissionView> Command(string name, Guid jobId, MissionLifeState state)
    {
        Commands.Add($"{name} {jobId}");
        return Answer(Samples.Mission() with { JobId = jobId, State = state });
    }

    private Task<DeadLetterOutcome> Select(DeadLetterSelection selection)
    {
        Selections.Add(selection);
        return Answer(new DeadLetterOutcome(DeadLetters, selection.ConfirmCount ?? 0));
    }

    private Task<T> Answer<T>(T value) => Failure is null ? Task.FromResult(value) : Task.FromException<T>(Failure);

    private async IAsyncEnumerable<T> Stream<T>(IReadOnlyList<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Answer(0);
        foreach (var item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return item;
        }
    }
}
