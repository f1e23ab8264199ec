using System.Diagnostics.CodeAnalysis;
using Corporation.Factory.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Corporation.Factory.Journaling;

/// <summary>
/// Brings changes to the file: one thread, which writes what has gathered as one transaction. What could not be written is kept and tried again,
/// so the file is right again as soon as it can be.
/// </summary>
/// <remarks>A thread and not a task: a flush blocks, and must not hold one of the pool's few threads.</remarks>
internal sealed class JournalWriter : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    /// <summary>An entry too many does no harm, so its end is not worth a flush of its own.</summary>
    private static readonly TimeSpan DeletionDelay = TimeSpan.FromSeconds(1);

    /// <summary>Most that is written once is written again or deleted this soon after it: a quick mission costs one flush and not two.</summary>
    private static readonly TimeSpan GatheringDelay = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan ClosingPatience = TimeSpan.FromSeconds(5);
    private const int MostGathered = 512;

    private readonly JournalFile _file;
    private readonly JournalMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<IReadOnlyDictionary<Guid, JournalEntry>> _everything;
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Lock _gate = new();
    private readonly ITimer _later;
    private readonly Thread _thread;
    private Dictionary<Guid, JournalEntry?> _waiting = [];
    private TaskCompletionSource<bool> _batch = NewBatch();
    private long? _wakesAt;
    private bool _isStopped;
    private bool _isNew;
    private volatile string? _failure;

    /// <summary>Creates the writer; <see cref="Open"/> comes first, then <see cref="Start"/>.</summary>
    /// <param name="file">The file.</param>
    /// <param name="everything">What a new file must hold when the old one has become of no use.</param>
    /// <param name="metrics">What is counted.</param>
    /// <param name="time">For the retries.</param>
    /// <param name="logger">Told when the file fails, and when it is well again.</param>
    public JournalWriter(
        JournalFile file, Func<IReadOnlyDictionary<Guid, JournalEntry>> everything, JournalMetrics metrics, TimeProvider time, ILogger logger)
    {
        (_file, _everything, _metrics, _time, _logger) = (file, everything, metrics, time, logger);
        _later = time.CreateTimer(static state => ((JournalWriter)state!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _thread = new Thread(Run) { Name = "journal writer", IsBackground = true };
    }

    /// <summary>Raised once, when the file is first open, with what earlier processes left in it.</summary>
    public event Action<IReadOnlyList<JournalEntry>>? Opened;

    /// <summary>What is wrong; null when the last write was made.</summary>
    public string? Failure => _failure;

    /// <summary>Opens the file. Where it can't be opened now, that is tried again.</summary>
    /// <exception cref="FactoryStartException">Another process has it.</exception>
    public void Open()
    {
        try
        {
            OpenFile();
        }
        catch (Exception exception) when (JournalFailures.IsOutlived(exception) && exception is not FactoryStartException)
        {
            Fail(exception);
        }
    }

    public void Start() => _thread.Start();

    /// <summary>Writes at once, together with what else waits.</summary>
    /// <returns>Whether it is on the disk. If not it is tried again, but who waited goes on.</returns>
    public Task<bool> WriteAsync(JournalEntry entry)
    {
        lock (_gate)
        {
            if (_isStopped)
                return Task.FromResult(false);
            _waiting[entry.Token] = entry;
            _wake.Set();
            return _batch.Task;
        }
    }

    /// <summary>Writes with the next write, or in a tenth of a second: for what may be lost with the process.</summary>
    /// <returns>As for <see cref="WriteAsync"/>.</returns>
    public Task<bool> WriteSoonAsync(JournalEntry entry)
    {
        lock (_gate)
        {
            if (_isStopped)
                return Task.FromResult(false);
            _waiting[entry.Token] = entry;

            // While the file fails nobody waits for it.
            if (_failure is null)
                WakeWithin(GatheringDelay);
            else
                _wake.Set();
            return _batch.Task;
        }
    }

    /// <summary>Deletes with the next write, or in a second.</summary>
    public void DeleteLater(Guid token)
    {
        lock (_gate)
        {
            if (_isStopped)
                return;
            _waiting[token] = null;
            WakeWithin(DeletionDelay);
        }
    }

    /// <summary>Writes what waits, and closes the file. May be called again.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isStopped)
                return;
            _isStopped = true;
            _later.Dispose();
            _wake.Set();
        }

        // A disk that stands still must not keep the process alive: what was promised to be written is.
        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted) || _thread.Join(ClosingPatience))
        {
            _file.Dispose();
            _wake.Dispose();
        }
    }

    private static TaskCompletionSource<bool> NewBatch() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Wake()
    {
        lock (_gate)
        {
            if (!_isStopped)
                _wake.Set();
        }
    }

    /// <summary>Wakes the thread in time. While the file fails, that is when it is tried again. The gate must be held.</summary>
    private void WakeWithin(TimeSpan delay)
    {
        if (_failure is not null)
            delay = RetryDelay;
        else if (_waiting.Count >= MostGathered)
            _wake.Set();

        var wakesAt = _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);
        if (_wakesAt <= wakesAt)
            return;
        _wakesAt = wakesAt;
        _later.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private void Run()
    {
        bool isLast;
        do
        {
            _wake.WaitOne();
            Dictionary<Guid, JournalEntry?> changes;
            TaskCompletionSource<bool> batch;
            lock (_gate)
            {
                isLast = _isStopped;
                (changes, _waiting) = (_waiting, []);
                (batch, _batch) = (_batch, NewBatch());

                // All that it was set for is taken.
                if (!isLast && _wakesAt is not null)
                    _later.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _wakesAt = null;
            }

            batch.TrySetResult(Commit(changes));
        }
        while (!isLast);
    }

    [SuppressMessage("Design", "CA1031", Justification = "The thread's outermost frame: whatever happens, nobody may wait for ever and the loop goes on.")]
    private bool Commit(Dictionary<Guid, JournalEntry?> changes)
    {
        try
        {
            if (!_file.IsOpen)
                OpenFile();
            Write(changes);
            Heal();
            return true;
        }
        catch (Exception exception)
        {
            if (!JournalFailures.LeavesConnection(exception))
                _file.Close();
            Fail(exception);
            lock (_gate)
            {
                // What was changed since counts more.
                foreach (var (token, entry) in changes)
                    _waiting.TryAdd(token, entry);
                if (!_isStopped)
                    WakeWithin(RetryDelay);
            }

            return false;
        }
    }

    private void Write(Dictionary<Guid, JournalEntry?> changes)
    {
        try
        {
            WriteAll(changes);
        }
        catch (Exception exception) when (JournalFailures.IsDamage(exception))
        {
            Replace(exception);
            WriteAll(changes);
        }
    }

    private void WriteAll(Dictionary<Guid, JournalEntry?> changes)
    {
        if (_isNew)
        {
            foreach (var (token, entry) in _everything())
                changes.TryAdd(token, entry);
        }

        if (changes.Count > 0)
            _file.Write(changes);
        _isNew = false;
    }

    private void OpenFile()
    {
        IReadOnlyList<JournalEntry> left;
        try
        {
            _file.Open();
            left = _file.ReadAll();
        }
        catch (Exception exception) when (JournalFailures.IsDamage(exception))
        {
            Replace(exception);
            left = [];
        }

        Opened?.Invoke(left);
        Opened = null;
    }

    // It is disposable: what only the old one knew HQ offers again when its lease lapses.
    private void Replace(Exception damage)
    {
        var aside = _file.MoveAside(_time.GetUtcNow());
        _metrics.Replaced.Add(1);
        Log.JournalReplaced(_logger, damage, _file.Path, aside);
        _isNew = true;
        _file.Open();
    }

    private void Fail(Exception exception)
    {
        _metrics.Failures.Add(1);
        var what = JournalFailures.Describe(exception);
        if (_failure is null)
            Log.JournalFailed(_logger, exception, _file.Path, what);
        _failure = what;
    }

    private void Heal()
    {
        if (_failure is null)
            return;
        _failure = null;
        Log.JournalHealed(_logger, _file.Path);
    }
}
