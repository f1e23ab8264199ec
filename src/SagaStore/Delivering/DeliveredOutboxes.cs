using System.Collections.Concurrent;
using System.Threading.Channels;
using Corporation.SagaStore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Corporation.SagaStore.Delivering;

/// <summary>Removes what was delivered from memory, many outboxes with one statement, off the way of those who consume.</summary>
internal abstract class DeliveredOutboxes(Outbox outbox) : BackgroundService, IHostedLifecycleService
{
    private const int MostWaiting = 10_000;
    private const int MostAtOnce = 500;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    private readonly Channel<DeliveredOutbox> _waiting = Channel.CreateBounded<DeliveredOutbox>(MostWaiting);
    private readonly ConcurrentDictionary<Guid, bool> _ofSagas = new();
    private readonly List<DeliveredOutbox> _batch = new(MostAtOnce);
    private int _failures;

    /// <summary>Waits when the database can't keep up.</summary>
    public ValueTask AddAsync(DeliveredOutbox delivered, CancellationToken cancellationToken)
    {
        if (delivered.SagaId is not null)
            _ofSagas[delivered.OutboxId] = true;
        return _waiting.Writer.WriteAsync(delivered, cancellationToken);
    }

    /// <summary>Whether it is a saga's outbox whose messages have all left, though its row may still be there.</summary>
    public bool Contains(Guid outboxId) => _ofSagas.ContainsKey(outboxId);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The bus stops after this service, and until then its consumers deliver: what they leave here would be sent again.
    public override Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Fill();
        while (_batch.Count > 0 && !cancellationToken.IsCancellationRequested && await TryRemoveAsync(cancellationToken))
            Fill();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            if (_batch.Count == 0 && !await WaitAsync(stoppingToken))
                return;

            Fill();
            if (!await TryRemoveAsync(stoppingToken))
            {
                await Task.Delay(DeliveryFaults.PauseAfter(FirstPause, _failures), TimeProvider.System, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>False when it is to stop.</returns>
    private async Task<bool> WaitAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _waiting.Reader.WaitToReadAsync(stoppingToken);
            await Task.Delay(Gathering, TimeProvider.System, stoppingToken);
            return true;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Fill()
    {
        while (_batch.Count < MostAtOnce && _waiting.Reader.TryRead(out var delivered))
            _batch.Add(delivered);
    }

    private async Task<bool> TryRemoveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RemoveAsync(cancellationToken);
            foreach (var (outboxId, _) in _batch)
                _ofSagas.TryRemove(outboxId, out _);
            _batch.Clear();
            _failures = 0;
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // They stay and are tried again; when that takes longer than the hold, another process sends them a second time.
            _failures++;
            Log.DeliveredNotRemoved(outbox.Logger, outbox.Name, _batch.Count, exception.Message);
            return false;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await using var session = outbox.Open();
        var sql = new SqlText();
        session.Sql.Remove(sql, [.. _batch.Select(one => one.OutboxId)]);
        await SingleRun.RunAsync(session.Context, async () =>
        {
            using var turn = await outbox.TakeTurnAsync(session.Context, cancellationToken);
            await using var transaction = outbox.LocksRows ? null : await OutboxSession.BeginAsync(session.Context, isSqlite: true, cancellationToken);
            await session.ExecuteAsync(sql, cancellationToken);
            if (transaction is not null)
                await transaction.CommitAsync(cancellationToken);
        });
        await WakeFollowersAsync(session, cancellationToken);
    }

    // After the removal's commit: whoever stores a follower later wakes the delivery when the way is free already.
    private async Task WakeFollowersAsync(OutboxSession session, CancellationToken cancellationToken)
    {
        HashSet<Guid> sagas = [.. _batch.Select(one => one.SagaId).OfType<Guid>()];
        if (sagas.Count == 0)
            return;

        var sql = new SqlText();
        session.Sql.DueOfSagas(sql, sagas);
        if ((await session.Context.ReadAsync(sql, 0, static _ => true, cancellationToken)).Count > 0)
            outbox.Committed.Set();
    }
}

/// <summary>An outbox whose messages have all been sent from memory.</summary>
internal readonly record struct DeliveredOutbox(Guid OutboxId, Guid? SagaId);

/// <inheritdoc />
internal sealed class DeliveredOutboxes<TContext>(Outbox<TContext> outbox) : DeliveredOutboxes(outbox)
    where TContext : DbContext;
