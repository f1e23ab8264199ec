using Corporation.Contracts.Announcing;
using Corporation.Factory.Diagnostics;
using Corporation.Factory.Heartbeats;
using Corporation.Factory.Journaling;
using Microsoft.Extensions.Logging;

namespace Corporation.Factory.Working;

/// <summary>Makes the factory known to HQ, and unknown again.</summary>
internal sealed class Announcer(
    FactoryIdentity identity,
    FactoryStatus status,
    HqLink hq,
    Supersession supersession,
    TimeProvider time,
    AnnouncedKinds kinds,
    Journal journal,
    ILogger<Announcer> logger)
{
    private static readonly TimeSpan WithdrawalTimeout = TimeSpan.FromSeconds(2);

    private readonly AsyncAsk _again = new();
    private readonly TaskCompletionSource _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when HQ has accepted this process.</summary>
    public Task Accepted => _accepted.Task;

    /// <summary>The answer to a heartbeat says that HQ does not know this process: it was restored from a backup, or has lost its store.</summary>
    public void AnnounceAgain() => _again.Set();

    /// <summary>Asks until HQ has answered, and again when it has forgotten.</summary>
    public async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var answer = await hq.AskAsync<AnnounceFactory, FactoryAccepted, FactorySuperseded>(Announcement(), cancellationToken);
                if (answer.Is(out MassTransit.Response<FactorySuperseded>? _))
                {
                    supersession.Declare();
                    return;
                }

                Accept();
                backoff = new Backoff();
                await _again.WaitAsync(cancellationToken);
            }
            catch (Exception exception)
            {
                if (cancellationToken.IsCancellationRequested)
                    return;

                // HQ may start later than its factories, and be away for any reason: nothing to do but to ask again.
                var delay = backoff.Next();
                Log.AnnouncementUnanswered(logger, exception.Message, delay.TotalMilliseconds);
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Says once that no more missions are wanted. HQ finds out by itself if this is lost.</summary>
    public async Task WithdrawAsync()
    {
        try
        {
            var withdrawal = new WithdrawFactory { FactoryId = identity.FactoryId, Epoch = identity.Epoch };
            await hq.AskAsync<WithdrawFactory, FactoryAccepted>(withdrawal, WithdrawalTimeout, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The process is on its way out whatever HQ says.
            Log.WithdrawalUnanswered(logger, exception.Message);
        }
    }

    // Made anew each time: what was answered meanwhile is not spoken for any more.
    private AnnounceFactory Announcement() => new()
    {
        FactoryId = identity.FactoryId,
        Epoch = identity.Epoch,
        Role = kinds.Role,
        Version = SoftwareVersion.Full,
        Kinds = kinds.Announcements,
        PendingReports = journal.LeftTokens,
    };

    private void Accept()
    {
        _accepted.TrySetResult();
        if (!status.MoveTo(FactoryState.Online))
            return;

        Log.FactoryAccepted(logger, identity.FactoryId, identity.Epoch, kinds.Announcements.Count);
    }
}
