using System.Diagnostics.CodeAnalysis;
using Corporation.Contracts.Missions;
using Corporation.Contracts.Offering;
using Corporation.Contracts.Reporting;
using Corporation.Factory.Handling;
using Corporation.Factory.Working;

namespace Corporation.Factory.Relaying;

/// <summary>
/// Gathers what the handler of one attempt says and passes it on in order: the start, then log lines in batches and the newest progress.
/// A handler that says nothing costs nothing here.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable",
    Justification = "A semaphore whose wait handle was never asked for holds nothing, and the pump may come late.")]
internal sealed class AttemptRelay : IAttemptSink
{
    public const int MaxBatchLines = 200;
    public const int MaxBatchCharacters = 64 * 1024;
    public static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    /// <summary>A handler that ends sooner has its start recorded with its end: one message and one commit less.</summary>
    public static readonly TimeSpan QuickEnd = TimeSpan.FromMilliseconds(2);

    private readonly RelayServices _services;
    private readonly Guid _missionId;
    private readonly Guid _claimToken;
    private readonly LogBuffer _lines;
    private readonly ProgressSlot _progress;
    private readonly UsageSum _usage = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Lock _gate = new();
    private Task _started = Task.CompletedTask;
    private bool _isClosed;
    private bool _isQueuedNow;
    private bool _isQueuedSoon;

    public AttemptRelay(RelayServices services, ExecuteMission offer, Guid claimToken, int attempt)
    {
        _services = services;
        _missionId = offer.MissionId;
        _claimToken = claimToken;
        _lines = new(offer.MissionId, claimToken, attempt, services.Options.MaxLogLinesPerAttempt);
        _progress = new(services.Time);
    }

    /// <summary>What the attempt has used so far.</summary>
    public IReadOnlyList<UsageEntry> Used
    {
        get
        {
            lock (_gate)
                return _usage.Entries;
        }
    }

    /// <summary>How far it said it was.</summary>
    public (double? Percent, string? Message) LastProgress
    {
        get
        {
            lock (_gate)
                return _progress.Last;
        }
    }

    /// <summary>Begins to tell HQ that the handler has started; everything else of the attempt goes out after it.</summary>
    public void SendStart(Task<AttemptEnding> handling) => _started = TellStartAsync(handling);

    public void Progress(double? percent, string? message)
    {
        lock (_gate)
        {
            if (_isClosed)
                return;
            _progress.Set(new()
            {
                MissionId = _missionId,
                ClaimToken = _claimToken,
                Percent = percent,
                Message = LogText.Cut(message, MissionLimits.MaxProgressLength),
            });
            Announce(isUrgent: _progress.IsDue);
        }
    }

    public void Log(string level, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var now = _services.Time.GetUtcNow();
        lock (_gate)
        {
            if (_isClosed)
                return;
            foreach (var line in LogText.Lines(text))
                _lines.Add(now, level, line);
            if (_lines.HasPending)
                Announce(isUrgent: _lines.HasFullBatch);
        }
    }

    public void Usage(string resource, string unit, decimal quantity)
    {
        lock (_gate)
        {
            if (!_isClosed)
                _usage.Add(resource, unit, quantity);
        }
    }

    /// <summary>Sends what is due now. Returns true when something is left for later.</summary>
    public async Task<bool> SendDueAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            _isQueuedNow = _isQueuedSoon = false;
        return await SendAsync(isLast: false, cancellationToken);
    }

    /// <summary>Nothing more is taken from the handler; the rest is sent. Returns what the attempt has used.</summary>
    public async Task<IReadOnlyList<UsageEntry>> CloseAsync(CancellationToken cancellationToken)
    {
        bool isSilent;
        IReadOnlyList<UsageEntry> usage;
        lock (_gate)
        {
            _isClosed = true;
            _lines.Close(_services.Time.GetUtcNow());
            isSilent = !_lines.HasPending && !_progress.HasPending;
            usage = _usage.Entries;
        }

        await _started;
        if (!isSilent)
            await SendAsync(isLast: true, cancellationToken);
        return usage;
    }

    /// <summary>The gate must be held.</summary>
    private void Announce(bool isUrgent)
    {
        if (isUrgent && !_isQueuedNow)
        {
            _isQueuedNow = true;
            _services.Pump.SendNow(this);
        }
        else if (!isUrgent && !_isQueuedSoon)
        {
            _isQueuedSoon = true;
            _services.Pump.SendSoon(this);
        }
    }

    private async Task<bool> SendAsync(bool isLast, CancellationToken cancellationToken)
    {
        await _started;
        await _sending.WaitAsync(cancellationToken);
        try
        {
            while (TakeLines() is { } lines)
            {
                await _services.Hq.TellAsync(lines, cancellationToken);
                lock (_gate)
                    _lines.Forget(lines.Lines.Count);
            }

            if (TakeProgress(isLast) is { } progress)
                await _services.Hq.TellAsync(progress, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Kept and tried again at the next beat: log lines are worth no more than that.
            Diagnostics.Log.RelayFailed(_services.Logger, _missionId, exception.Message);
        }
        finally
        {
            _sending.Release();
        }

        lock (_gate)
            return !_isClosed && (_lines.HasPending || _progress.HasPending);
    }

    private MissionLogged? TakeLines()
    {
        lock (_gate)
            return _lines.NextBatch();
    }

    private MissionProgressed? TakeProgress(bool isLast)
    {
        lock (_gate)
            return isLast || _progress.IsDue ? _progress.Take() : null;
    }

    private async Task TellStartAsync(Task<AttemptEnding> handling)
    {
        try
        {
            // Timers of a test's clock don't come by themselves.
            await Task.WhenAny(handling, Task.Delay(QuickEnd, TimeProvider.System));
            if (handling.IsCompletedSuccessfully && await handling is (AttemptEnding.Succeeded or AttemptEnding.Failed))
                return;

            await _services.Hq.TellAsync(new MissionStarted { MissionId = _missionId, ClaimToken = _claimToken }, CancellationToken.None);
        }
        catch (Exception exception)
        {
            Diagnostics.Log.StartNotSent(_services.Logger, _missionId, exception.Message);
        }
    }
}
