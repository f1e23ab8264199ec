using System.Text.Json;
using System.Text.Json.Nodes;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Reporting;
using Corporation.Sagas.Commanding;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Corporation.Sagas.MissionLife;

/// <summary>
/// A mission's life (design section 4). A mission is born in the store (<see cref="MissionBirth"/>); from then on every change goes
/// through this machine: claims and reports from the bus, commands and due times from HQ itself through the mediator.
/// </summary>
/// <remarks>
/// The machine only says which step answers which event in which state; the steps change the data and name the next state. Nothing is sent
/// but answers: offers and cancels go out after the commit, by what watches the timeline.
/// </remarks>
public sealed class MissionSaga : MassTransitStateMachine<MissionState>
{
    private readonly MissionLifeOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Creates the machine; one per process.</summary>
    public MissionSaga(
        IOptions<MissionLifeOptions> options,
        TimeProvider time,
        ClaimSteps claims,
        AttemptSteps attempts,
        CommandSteps commands,
        DueSteps due)
    {
        _options = options.Value;
        _time = time;

        InstanceState(mission => mission.CurrentState);
        DeclareEvents();
        AnswerClaims(claims);
        HearHolder(claims);
        RecordReports(attempts);
        ObeyCommands(commands);
        WatchClock(due);
    }

    /// <summary>See <see cref="MissionLifeState.Scheduled"/>.</summary>
    public State Scheduled { get; } = null!;

    /// <summary>See <see cref="MissionLifeState.Queued"/>.</summary>
    public State Queued { get; } = null!;

    /// <summary>See <see cref="MissionLifeState.Claimed"/>.</summary>
    public State Claimed { get; } = null!;

    /// <summary>See <see cref="MissionLifeState.Running"/>.</summary>
    public State Running { get; } = null!;

    /// <summary>See <see cref="MissionLifeState.Retrying"/>.</summary>
    public State Retrying { get; } = null!;

    /// <summary>See <see cref="MissionLifeState.Succeeded"/>.</summary>
    public State Succeeded { get; } = null!;

    /// <summary>See <see cref="MissionLifeState.Failed"/>.</summary>
    public State Failed { get; } = null!;

    /// <summary>See <see cref="MissionLifeState.DeadLettered"/>.</summary>
    public State DeadLettered { get; } = null!;

    /// <summary>See <see cref="MissionLifeState.Cancelled"/>.</summary>
    public State Cancelled { get; } = null!;

    /// <summary>See <see cref="MissionLifeState.Expired"/>.</summary>
    public State Expired { get; } = null!;

    /// <summary>A factory asks for an attempt.</summary>
    public Event<ClaimMission> OnClaim { get; } = null!;

    /// <summary>A handler has begun.</summary>
    public Event<MissionStarted> OnStarted { get; } = null!;

    /// <summary>A handler says how far it is.</summary>
    public Event<MissionProgressed> OnProgressed { get; } = null!;

    /// <summary>An attempt has a result.</summary>
    public Event<MissionSucceeded> OnSucceeded { get; } = null!;

    /// <summary>An attempt failed.</summary>
    public Event<MissionFailed> OnFailed { get; } = null!;

    /// <summary>A cancelled handler has ended.</summary>
    public Event<MissionStopped> OnStopped { get; } = null!;

    /// <summary>A factory gives a mission back.</summary>
    public Event<MissionReleased> OnReleased { get; } = null!;

    /// <summary>Somebody cancels.</summary>
    internal Event<CancelMission> OnCancel { get; } = null!;

    /// <summary>Somebody requeues a dead letter.</summary>
    internal Event<RequeueMission> OnRequeue { get; } = null!;

    /// <summary>Somebody discards a dead letter.</summary>
    internal Event<DiscardMission> OnDiscard { get; } = null!;

    /// <summary>The clock says that something is due.</summary>
    public Event<MissionDue> OnDue { get; } = null!;

    /// <summary>A newer process of the holder is there.</summary>
    public Event<SupersedeClaim> OnSupersede { get; } = null!;

    private State[] Waiting => [Scheduled, Queued, Retrying];

    private State[] Held => [Claimed, Running];

    private State[] NotHeld => [Scheduled, Queued, Retrying, .. Ended];

    private State[] Ended => [Succeeded, Failed, DeadLettered, Cancelled, Expired];

    private void AnswerClaims(ClaimSteps claims)
    {
        During([Scheduled, Queued, Claimed, Running, Retrying, .. Ended],
            When(OnClaim).ThenAsync(async context =>
            {
                var denial = claims.DenialOf(context.Saga, context.Message);
                if (denial is null && context.Saga.LifeState is MissionLifeState.Queued)
                {
                    denial = await claims.DenialByInputAsync(context.Saga, context.Message, context.CancellationToken);
                    await GoAsync(context, denial is null ? claims.Grant(context.Saga, context.Message) : MissionLifeState.Queued);
                }

                await (denial is { } reason
                    ? context.RespondAsync(new ClaimDenied { MissionId = context.Message.MissionId, Reason = reason })
                    : context.RespondAsync(claims.AnswerTo(context.Saga)));
            }));
    }

    private void HearHolder(ClaimSteps claims)
    {
        During(Held,
            When(OnStarted, context => context.Saga.ClaimToken == context.Message.ClaimToken)
                .ThenAsync(context => GoAsync(context, claims.Start(context.Saga))),
            When(OnProgressed, context => context.Saga.ClaimToken == context.Message.ClaimToken)
                .ThenAsync(context => GoAsync(context, claims.Progress(context.Saga, context.Message))),
            When(OnStarted, context => context.Saga.ClaimToken != context.Message.ClaimToken).Then(_ => { }),
            When(OnProgressed, context => context.Saga.ClaimToken != context.Message.ClaimToken).Then(_ => { }));

        // Overtaken by the report, or of a claim that was lost: neither changes anything.
        During(NotHeld, Ignore(OnStarted), Ignore(OnProgressed));
    }

    private void RecordReports(AttemptSteps attempts)
    {
        TakeReport(OnSucceeded, report => report.ClaimToken, attempts.Succeed);
        TakeReport(OnFailed, report => report.ClaimToken, attempts.Fail);
        TakeReport(OnStopped, report => report.ClaimToken, attempts.Stop);
        TakeReport(OnReleased, report => report.ClaimToken, attempts.Release);
    }

    private void ObeyCommands(CommandSteps commands)
    {
        During(Waiting,
            When(OnCancel).ThenAsync(async context =>
            {
                await GoAsync(context, commands.CancelWaiting(context.Saga, context.Message));
                await context.RespondAsync(new CommandOutcome(CommandVerdict.Done));
            }));
        During(Held,
            When(OnCancel).ThenAsync(async context =>
            {
                await GoAsync(context, commands.CancelHeld(context.Saga, context.Message));
                await context.RespondAsync(new CommandOutcome(CommandVerdict.Done));
            }));
        During(Cancelled, When(OnCancel).Respond(_ => new CommandOutcome(CommandVerdict.Done)));
        During([Succeeded, Failed, DeadLettered, Expired],
            When(OnCancel).Respond(context => Refusal(context.Saga, "cancelled", "only missions that have not ended can be")));

        During(DeadLettered,
            When(OnRequeue).ThenAsync(async context =>
            {
                var refusal = commands.RefusalOf(context.Saga, requeue: true);
                if (refusal is null)
                    await GoAsync(context, commands.Requeue(context.Saga, context.Message));
                await context.RespondAsync(new CommandOutcome(refusal is null ? CommandVerdict.Done : CommandVerdict.Refused, refusal));
            }),
            When(OnDiscard).ThenAsync(async context =>
            {
                var refusal = commands.RefusalOf(context.Saga, requeue: false);
                if (refusal is null)
                    commands.Discard(context.Saga, context.Message);
                await context.RespondAsync(new CommandOutcome(refusal is null ? CommandVerdict.Done : CommandVerdict.Refused, refusal));
            }));

        State[] notDead = [.. Waiting, .. Held, Succeeded, Failed, Cancelled, Expired];
        During(notDead,
            When(OnRequeue).Respond(context => Refusal(context.Saga, "requeued", "only dead letters can be")),
            When(OnDiscard).Respond(context => Refusal(context.Saga, "discarded", "only dead letters can be")));
    }

    private void WatchClock(DueSteps due)
    {
        During([Scheduled, Retrying], When(OnDue).ThenAsync(context => GoAsync(context, due.WakeWaiting(context.Saga))));
        During(Queued, When(OnDue).ThenAsync(context => GoAsync(context, due.WakeQueued(context.Saga))));
        During(Held,
            When(OnDue).ThenAsync(context => GoAsync(context, due.WakeHeld(context.Saga))),
            When(OnSupersede).ThenAsync(context => GoAsync(context, due.Supersede(context.Saga, context.Message))));
        During(Ended, Ignore(OnDue));
        During(NotHeld, Ignore(OnSupersede));
    }

    /// <summary>A report counts if its token holds, is acknowledged again if it is the one that was recorded, and is refused otherwise.</summary>
    private void TakeReport<T>(Event<T> report, Func<T, Guid> tokenOf, Func<MissionState, T, MissionLifeState> record)
        where T : class
    {
        During(Held,
            When(report, context => context.Saga.ClaimToken == tokenOf(context.Message)).ThenAsync(async context =>
            {
                await GoAsync(context, record(context.Saga, context.Message));
                await context.RespondAsync(new ReportRecorded { MissionId = context.Saga.CorrelationId });
            }),
            When(report, context => context.Saga.ClaimToken != tokenOf(context.Message))
                .ThenAsync(context => AnswerStaleAsync(context, tokenOf(context.Message))));
        During(NotHeld, When(report).ThenAsync(context => AnswerStaleAsync(context, tokenOf(context.Message))));
    }

    private async Task AnswerStaleAsync<T>(BehaviorContext<MissionState, T> context, Guid token)
        where T : class
    {
        var mission = context.Saga;
        if (mission.LastReportedToken == token)
        {
            await context.RespondAsync(new ReportRecorded { MissionId = mission.CorrelationId });
            return;
        }

        mission.Record(MissionEventNames.LateResult, Actors.Hq, _time.GetUtcNow(), new JsonObject
        {
            ["report"] = typeof(T).Name,
            ["claim_token"] = token,
        });
        await context.RespondAsync(new ReportRefused
        {
            MissionId = mission.CorrelationId,
            Reason = mission.LifeState switch
            {
                MissionLifeState.Cancelled => ClaimDenial.Cancelled,
                var state when state.IsTerminal() => ClaimDenial.Terminal,
                _ => ClaimDenial.Superseded,
            },
        });
    }

    private void DeclareEvents()
    {
        Event(() => OnClaim, e => e
            .CorrelateById(context => context.Message.MissionId)
            .OnMissingInstance(missing => missing.ExecuteAsync(context =>
                context.RespondAsync(new ClaimDenied { MissionId = context.Message.MissionId, Reason = ClaimDenial.Unknown }))));
        Event(() => OnStarted, e => e.CorrelateById(context => context.Message.MissionId).OnMissingInstance(missing => missing.Discard()));
        Event(() => OnProgressed, e => e.CorrelateById(context => context.Message.MissionId).OnMissingInstance(missing => missing.Discard()));
        Event(() => OnSucceeded, e => RefuseUnknown(e, report => report.MissionId));
        Event(() => OnFailed, e => RefuseUnknown(e, report => report.MissionId));
        Event(() => OnStopped, e => RefuseUnknown(e, report => report.MissionId));
        Event(() => OnReleased, e => RefuseUnknown(e, report => report.MissionId));
        Event(() => OnCancel, e => AnswerNotFound(e, command => command.MissionId));
        Event(() => OnRequeue, e => AnswerNotFound(e, command => command.MissionId));
        Event(() => OnDiscard, e => AnswerNotFound(e, command => command.MissionId));
        Event(() => OnDue, e => e.CorrelateById(context => context.Message.MissionId).OnMissingInstance(missing => missing.Discard()));
        Event(() => OnSupersede, e => e.CorrelateById(context => context.Message.MissionId).OnMissingInstance(missing => missing.Discard()));
    }

    private static void RefuseUnknown<T>(IEventCorrelationConfigurator<MissionState, T> report, Func<T, Guid> idOf)
        where T : class =>
        report.CorrelateById(context => idOf(context.Message)).OnMissingInstance(missing => missing.ExecuteAsync(context =>
            context.RespondAsync(new ReportRefused { MissionId = idOf(context.Message), Reason = ClaimDenial.Unknown })));

    private static void AnswerNotFound<T>(IEventCorrelationConfigurator<MissionState, T> command, Func<T, Guid> idOf)
        where T : class =>
        command.CorrelateById(context => idOf(context.Message)).OnMissingInstance(missing => missing.ExecuteAsync(context =>
            context.RespondAsync(new CommandOutcome(CommandVerdict.NotFound))));

    private static CommandOutcome Refusal(MissionState mission, string deed, string rule) =>
        new(CommandVerdict.Refused, $"The mission is {JsonNamingPolicy.SnakeCaseLower.ConvertName(mission.CurrentState)} and can't be {deed}: {rule}.");

    /// <summary>Moves to the next state if it is another one and legal, and sets the alarm anew.</summary>
    private async Task GoAsync(BehaviorContext<MissionState> context, MissionLifeState next)
    {
        var mission = context.Saga;
        var present = mission.LifeState;
        if (next != present)
        {
            if (!MissionTransitions.Allows(present, next))
                throw new InvalidOperationException($"Mission {mission.CorrelationId} can't go from {present} to {next}.");

            await context.TransitionToState(GetState(next.ToString()));
        }

        mission.WakeAt = MissionAlarm.Of(mission, next, _options);
    }
}
