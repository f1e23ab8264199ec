using System.Text.Json;
using Corporation.Contracts;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;
using Corporation.Hq.Sharing;
using Corporation.Sagas.Commanding;
using Corporation.Sagas.FactoryLife;
using Corporation.Sagas.Storage;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;
using MassTransit;
using MassTransit.Mediator;

namespace Corporation.Hq.Fleet;

/// <summary>
/// Takes announcements and heartbeats: checks, stores, lets a newer process take the place of an older one of the same factory, and says what HQ wants of it.
/// </summary>
internal sealed class FactoryRegistrar(
    FactoryDirectory directory,
    FactoryEar ear,
    FleetDesk desk,
    IStoreWriter store,
    IStoreReader reader,
    IMediator mediator,
    TimeProvider time,
    HqNews? news = null) : IConsumer<AnnounceFactory>, IConsumer<WithdrawFactory>, IConsumer<FactoryHeartbeat>, IConsumer<AskForMode>
{
    /// <summary>A probe that is older than this says nothing any more.</summary>
    private static readonly TimeSpan ProbeLife = TimeSpan.FromMinutes(5);

    public async Task Consume(ConsumeContext<AnnounceFactory> context)
    {
        var announcement = context.Message;
        AnnouncementCheck.ThrowIfIllegal(announcement);

        var (newest, isNew) = await store.WriteAsync(session => Store(session, announcement), context.CancellationToken);
        if (newest > announcement.Epoch)
        {
            await context.RespondAsync(new FactorySuperseded { FactoryId = announcement.FactoryId, Epoch = newest });
            return;
        }

        if (isNew)
            news?.TellFleet();

        await ear.HearAsync(announcement, directory.HasOtherKinds(announcement.FactoryId, announcement.Kinds), context.CancellationToken);

        // First the directory, so that no claim of the older process is granted any more; then what it still held.
        directory.Note(announcement);
        foreach (var missionId in await HeldByOlderAsync(announcement, context.CancellationToken))
            await mediator.Send(new SupersedeClaim(missionId, announcement.FactoryId, announcement.Epoch), context.CancellationToken);
        await context.RespondAsync(new FactoryAccepted { FactoryId = announcement.FactoryId });
    }

    public async Task Consume(ConsumeContext<FactoryHeartbeat> context)
    {
        var beat = context.Message;
        AnnouncementCheck.ThrowIfIllegal(beat);
        if (directory.FindFactory(beat.FactoryId) is { } known && known.Epoch > beat.Epoch)
        {
            await context.RespondAsync(new FactorySuperseded { FactoryId = beat.FactoryId, Epoch = known.Epoch });
            return;
        }

        // A process that never announced itself has told nobody what it holds from before; its kinds are not known either.
        var isKnown = directory.Knows(beat.FactoryId, beat.Epoch);
        var heard = await ear.HearAsync(beat, FactorySources.Heartbeat, context.CancellationToken);
        if (heard.NewestEpoch > beat.Epoch)
        {
            await context.RespondAsync(new FactorySuperseded { FactoryId = beat.FactoryId, Epoch = heard.NewestEpoch });
            return;
        }

        await context.RespondAsync(new HeartbeatHeard
        {
            FactoryId = beat.FactoryId,
            HqTime = time.GetUtcNow(),
            Mode = heard.Mode,
            ModeReason = heard.ModeReason,
            DrainSeconds = SecondsUntil(heard.DrainUntil),
            Revision = heard.Revision,
            IsDrained = heard.DrainedAt is not null,
            MustAnnounce = !isKnown,
        });
        if (heard.ProbeNumber is { } number && beat.Cause is not HeartbeatCause.Stop)
        {
            var queue = await context.GetSendEndpoint(QueueNames.Address(QueueNames.OfFactory(beat.FactoryId)));
            await queue.Send(new ProbeFactory { Number = number, Epoch = beat.Epoch }, probe => probe.TimeToLive = ProbeLife, context.CancellationToken);
        }
    }

    public async Task Consume(ConsumeContext<AskForMode> context)
    {
        var wish = context.Message;
        if (wish.Mode is not (FactoryMode.Active or FactoryMode.Paused))
            throw new InvalidOperationException($"Factory {wish.FactoryId} asks to become {wish.Mode}; only active and paused can be asked for.");
        if (directory.IsCurrent(wish.FactoryId, wish.Epoch))
            await desk.OrderAsync(new OrderFactory(wish.FactoryId, wish.Mode, $"mission {wish.MissionId}", wish.Reason), context.CancellationToken);
        await context.RespondAsync(new FactoryAccepted { FactoryId = wish.FactoryId });
    }

    public async Task Consume(ConsumeContext<WithdrawFactory> context)
    {
        var (id, epoch) = (context.Message.FactoryId, context.Message.Epoch);
        directory.NoteWithdrawn(id, epoch);
        await store.WriteAsync(
            session =>
            {
                session.Execute("update factories set withdrawn_at = $3 where factory_id = $1 and epoch = $2", id, epoch, UnixMicroseconds.Of(time.GetUtcNow()));
                return true;
            },
            context.CancellationToken);
        news?.TellFleet();
        await context.RespondAsync(new FactoryAccepted { FactoryId = id });
    }

    private double? SecondsUntil(DateTimeOffset? until) => until is { } end ? Math.Max(0, (end - time.GetUtcNow()).TotalSeconds) : null;

    // What a process can run it says once; after that it only says that it is still there.
    private (long Newest, bool IsNew) Store(IWriteSession session, AnnounceFactory announcement)
    {
        var id = announcement.FactoryId;
        var known = session.Query("select epoch, withdrawn_at is null from factories where factory_id = $1", row => (Epoch: row.GetInt64(0), IsThere: row.GetBoolean(1)), id);
        if (known.Count > 0 && known[0].Epoch > announcement.Epoch)
            return (known[0].Epoch, false);
        if (known.Count > 0 && known[0] == (announcement.Epoch, true))
        {
            session.Execute("update factories set announced_at = $2 where factory_id = $1", id, UnixMicroseconds.Of(time.GetUtcNow()));
            return (announcement.Epoch, false);
        }

        session.Execute(
            """
            insert into factories (factory_id, epoch, role, software_version, announced_at, withdrawn_at) values ($1, $2, $3, $4, $5, null)
            on conflict (factory_id) do update set epoch = $2, role = $3, software_version = $4, announced_at = $5, withdrawn_at = null
            """,
            id, announcement.Epoch, announcement.Role, announcement.Version, UnixMicroseconds.Of(time.GetUtcNow()));
        session.Execute("delete from factory_kinds where factory_id = $1", id);
        foreach (var kind in announcement.Kinds)
        {
            session.Execute(
                "insert into factory_kinds (factory_id, mission_kind, announcement) values ($1, $2, $3)",
                id, kind.MissionKind, JsonSerializer.Serialize(kind));
        }

        return (announcement.Epoch, true);
    }

    // What the newer process has still to report is left to its report, or to its lease.
    private async Task<IEnumerable<Guid>> HeldByOlderAsync(AnnounceFactory announcement, CancellationToken cancellationToken)
    {
        var held = await reader.QueryAsync(
            "select mission_id, claim_token from missions where factory_id = $1 and current_state in ('Claimed', 'Running') and factory_epoch < $2",
            row => (MissionId: row.GetGuid(0), Token: row.GetGuid(1)),
            [announcement.FactoryId, announcement.Epoch],
            cancellationToken);
        var pending = announcement.PendingReports.ToHashSet();
        return held.Where(claim => !pending.Contains(claim.Token)).Select(claim => claim.MissionId);
    }
}
