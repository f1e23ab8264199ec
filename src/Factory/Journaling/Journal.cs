using System.Text.Json;
using Corporation.Contracts.Missions;
using Corporation.Factory.Diagnostics;
using Corporation.Factory.Settings;
using Corporation.Factory.Working;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.Journaling;

/// <summary>
/// What the factory holds and what HQ has not yet answered, on the disk, so that the next process can report it (design D-006). Where there is no file,
/// or it can't be written, all goes on from memory.
/// </summary>
internal sealed class Journal : IDisposable
{
    /// <summary>Above this number nothing more is written. The announcement names the entries of earlier processes, so it is HQ's limit too.</summary>
    public const int MaxEntries = MissionLimits.MaxPendingReports;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly JournalFile? _file;
    private readonly JournalWriter? _writer;
    private readonly JournalMetrics _metrics;
    private readonly long _epoch;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, JournalEntry> _own = [];
    private readonly Dictionary<Guid, JournalEntry> _left = [];
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _slowest = Task.CompletedTask;
    private bool _isFull;

    public Journal(IOptions<FactoryOptions> options, FactoryIdentity identity, JournalMetrics metrics, TimeProvider time, ILogger<Journal> logger)
        : this(options.Value.JournalPath is { Length: > 0 } path ? new JournalFile(path) : null, identity.Epoch, metrics, time, logger)
    {
    }

    internal Journal(JournalFile? file, long epoch, JournalMetrics metrics, TimeProvider time, ILogger logger)
    {
        (_file, _epoch, _metrics, _time, _logger) = (file, epoch, metrics, time, logger);
        if (file is null)
            return;
        _writer = new JournalWriter(file, Everything, metrics, time, logger);
        _writer.Opened += TakeOver;
        metrics.Observe(this);
    }

    /// <summary>Completes when it is known what earlier processes left; never without a file.</summary>
    public Task Known => _opened.Task;

    /// <summary>Whether there is a file, be it well or not.</summary>
    public bool HasFile => _file is not null;

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? Failure => _writer?.Failure ?? (_slowest.IsCompleted ? null : "the disk does not answer") ?? (_isFull ? $"it has its most entries ({MaxEntries})" : null);

    /// <summary>Reports that HQ has not yet answered, and claims of earlier processes of which it has not heard.</summary>
    public int Unsent
    {
        get
        {
            lock (_gate)
                return _left.Count + _own.Values.Count(static entry => entry.Report is not null);
        }
    }

    /// <summary>The age of the oldest of them, by this machine's clock; null when there are none.</summary>
    public TimeSpan? OldestUnsentAge
    {
        get
        {
            DateTimeOffset? oldest;
            lock (_gate)
            {
                oldest = _left.Values.Concat(_own.Values.Where(static entry => entry.Report is not null))
                    .Min(static entry => (DateTimeOffset?)entry.NotedAt);
            }

            return oldest is { } since ? Max(_time.GetUtcNow() - since, TimeSpan.Zero) : null;
        }
    }

    /// <summary>What earlier processes left and HQ has not answered.</summary>
    public IReadOnlyList<JournalEntry> Left
    {
        get
        {
            lock (_gate)
                return [.. _left.Values];
        }
    }

    /// <summary>The tokens of <see cref="Left"/>, as the announcement names them.</summary>
    public IReadOnlyList<Guid> LeftTokens
    {
        get
        {
            lock (_gate)
                return [.. _left.Keys];
        }
    }

    /// <summary>Opens the file and begins to write.</summary>
    /// <exception cref="FactoryStartException">Another process has it.</exception>
    public void Open()
    {
        _writer?.Open();
        _writer?.Start();
    }

    /// <summary>
    /// Notes a claim, if the attempt has not ended in a tenth of a second. On the disk when this completes, unless the disk fails. Until then HQ finds out
    /// by itself, from the next process' epoch or the lease.
    /// </summary>
    public Task KeepClaimAsync(HeldAttempt attempt) =>
        _writer is null ? Task.CompletedTask : KeepAsync(EntryOf(attempt), _writer.WriteSoonAsync);

    /// <summary>Notes how an attempt ended. On the disk when this completes, unless the disk fails.</summary>
    public Task KeepReportAsync(HeldAttempt attempt, object report)
    {
        if (_writer is null)
            return Task.CompletedTask;
        try
        {
            return KeepAsync(EntryOf(attempt) with { Report = StoredReport.Of(report) }, _writer.WriteAsync);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or NotSupportedException or JsonException)
        {
            // HQ may be able to take what the journal can't: it must be told all the same.
            _metrics.Refused.Add(1);
            Log.ReportNotKept(_logger, exception, attempt.Offer.MissionId);
            return Task.CompletedTask;
        }
    }

    /// <summary>HQ has answered, or the claim is lost: nothing is left to be said.</summary>
    public void Forget(Guid token)
    {
        if (_writer is null)
            return;
        lock (_gate)
        {
            if (!_own.Remove(token) && !_left.Remove(token))
                return;
            _isFull = false;
        }

        _writer.DeleteLater(token);
    }

    /// <summary>The report of an entry of an earlier process; null when the handler had not ended, or it can't be read.</summary>
    /// <exception cref="Exception">The file fails (<see cref="JournalFailures.IsOutlived"/>).</exception>
    public object? ReadLeft(JournalEntry entry) => entry.Report is null ? null : _file?.ReadReport(entry.Token)?.Read();

    public void Dispose() => _writer?.Dispose();

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private JournalEntry EntryOf(HeldAttempt attempt) =>
        new(attempt.Token, attempt.Offer.MissionId, attempt.Offer.MissionKind, attempt.Grant.Attempt, _epoch, _time.GetUtcNow());

    private async Task KeepAsync(JournalEntry entry, Func<JournalEntry, Task<bool>> write)
    {
        if (!TryAdd(entry))
            return;

        var written = write(entry);
        if (!_slowest.IsCompleted)
        {
            _metrics.Late.Add(1);
            return;
        }

        try
        {
            await written.WaitAsync(Patience, _time);
        }
        catch (TimeoutException)
        {
            // The others don't wait for it any more either.
            _slowest = written;
            _metrics.Late.Add(1);
            Log.JournalSlow(_logger, entry.MissionId, Patience.TotalSeconds);
        }
    }

    private bool TryAdd(JournalEntry entry)
    {
        lock (_gate)
        {
            if (_own.Count + _left.Count < MaxEntries || _own.ContainsKey(entry.Token))
            {
                _own[entry.Token] = entry;
                return true;
            }

            _metrics.Refused.Add(1);
            if (_isFull)
                return false;
            _isFull = true;
        }

        Log.JournalFull(_logger, MaxEntries, entry.MissionId);
        return false;
    }

    private void TakeOver(IReadOnlyList<JournalEntry> entries)
    {
        lock (_gate)
        {
            foreach (var entry in entries)
                _left[entry.Token] = entry;
        }

        if (entries.Count > 0)
            Log.JournalFound(_logger, entries.Count(static entry => entry.Report is not null), entries.Count(static entry => entry.Report is null));
        _opened.TrySetResult();
    }

    private Dictionary<Guid, JournalEntry> Everything()
    {
        lock (_gate)
            return new(_own);
    }
}
