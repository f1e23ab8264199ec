using System.Diagnostics.CodeAnalysis;
using Corporation.Contracts.Claiming;
using Corporation.Contracts.Offering;
using Corporation.Factory.Diagnostics;
using Corporation.Factory.Relaying;
using Microsoft.Extensions.Logging;

namespace Corporation.Factory.Working;

/// <summary>One granted attempt, from the grant until HQ has answered its report: its token, its clock and the reasons to stop it.</summary>
/// <remarks>One timer serves both the timeout and, once the handler was told to stop, the grace it gets for that.</remarks>
[SuppressMessage("Usage", "CA2213:Disposable fields should be disposed",
    Justification = "Token sources without a timer hold nothing unmanaged, and an abandoned handler goes on looking at its token.")]
internal sealed class HeldAttempt : IDisposable
{
    private static readonly TimeSpan Never = System.Threading.Timeout.InfiniteTimeSpan;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;
    private readonly TimeSpan _grace;
    private readonly Lock _gate = new();
    private readonly ILogger _logger;
    private StopReason _reason;
    private bool _isLost;
    private bool _isDisposed;

    public HeldAttempt(ExecuteMission offer, ClaimGranted grant, TimeSpan grace, TimeProvider time, AttemptRelay relay, ILogger logger)
    {
        Offer = offer;
        Grant = grant;
        Relay = relay;
        _grace = grace;
        _logger = logger;
        Timeout = TimeSpan.FromSeconds(Math.Max(grant.TimeoutSeconds, 0.001));
        EndsAt = time.GetUtcNow() + Timeout;
        _timer = time.CreateTimer(static state => ((HeldAttempt)state!).TimerFired(), this, Timeout, Never);
    }

    public ExecuteMission Offer { get; }

    public ClaimGranted Grant { get; }

    public AttemptRelay Relay { get; }

    public TimeSpan Timeout { get; }

    public DateTimeOffset EndsAt { get; }

    public Guid Token => Grant.ClaimToken;

    public StopReason Reason
    {
        get
        {
            lock (_gate)
                return _reason;
        }
    }

    /// <summary>What the handler sees.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Fires when the claim is no longer ours: nothing about the attempt needs to be said any more.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Completes when the handler was told to stop and its grace has passed.</summary>
    public Task Abandoned => _abandoned.Task;

    /// <summary>Tells the handler to end. Only the first reason counts; never blocks on what the handler hangs on its token.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="grace">How long it has for that; the configured grace when null.</param>
    public void Stop(StopReason reason, TimeSpan? grace = null)
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            if (reason is StopReason.LeaseLost && !_isLost)
            {
                _isLost = true;
                _ = CancelAsync(_lost);
            }

            if (_reason is not StopReason.None)
                return;
            _reason = reason;
            _ = CancelAsync(_stop);
            _timer.Change(grace ?? _grace, Never);
        }

        Log.HandlerStopping(_logger, Offer.MissionId, Offer.MissionKind, reason);
    }

    /// <summary>The handler has ended: the timeout must not be blamed for what comes after. Returns the reason that counted.</summary>
    public StopReason EndHandling()
    {
        lock (_gate)
        {
            _timer.Change(Never, Never);
            return _reason;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timer.Dispose();
        }
    }

    private async Task CancelAsync(CancellationTokenSource source)
    {
        try
        {
            await source.CancelAsync();
        }
        catch (AggregateException exception)
        {
            Log.CancellationCallbackThrew(_logger, exception, Offer.MissionId);
        }
    }

    private void TimerFired()
    {
        bool isTimeout;
        lock (_gate)
            isTimeout = _reason is StopReason.None;
        if (isTimeout)
            Stop(StopReason.TimedOut);
        else
            _abandoned.TrySetResult();
    }
}
