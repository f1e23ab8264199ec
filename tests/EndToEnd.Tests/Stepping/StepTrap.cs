namespace Corporation.EndToEnd.Tests.Stepping;

/// <summary>Counts the steps of HQ, and at the chosen one lets nothing through any more, in no direction and on no connection.</summary>
internal sealed class StepTrap
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StepKind, int> _counts = [];
    private TaskCompletionSource<Step> _sprung = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private KillPoint? _point;
    private bool _isCounting;
    private volatile bool _isClosed;

    /// <summary>Nothing may pass: HQ is about to be killed.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Complete when HQ has come to the chosen step.</summary>
    public Task<Step> Sprung
    {
        get
        {
            lock (_gate)
                return _sprung.Task;
        }
    }

    /// <summary>Counts from 1 from now on.</summary>
    /// <param name="point">Where to stop; null only counts.</param>
    public void Arm(KillPoint? point)
    {
        lock (_gate)
        {
            _counts.Clear();
            _sprung = new(TaskCreationOptions.RunContinuationsAsynchronously);
            (_point, _isCounting, _isClosed) = (point, true, false);
        }
    }

    /// <summary>Counts no more.</summary>
    /// <returns>How many steps of each kind there were.</returns>
    public IReadOnlyDictionary<StepKind, int> Disarm()
    {
        lock (_gate)
        {
            (_point, _isCounting) = (null, false);
            return new Dictionary<StepKind, int>(_counts);
        }
    }

    /// <summary>Lets nothing through from now on.</summary>
    public void Close() => _isClosed = true;

    /// <summary>Lets everything through. What was held up before stays so: cut it.</summary>
    public void Open() => _isClosed = false;

    /// <summary>HQ asks for a step.</summary>
    public Step Begin(StepKind kind, string content)
    {
        lock (_gate)
        {
            if (!_isCounting || _isClosed)
                return new Step(kind, 0, content);

            var step = new Step(kind, _counts[kind] = _counts.GetValueOrDefault(kind) + 1, content);
            SpringAt(Moment.Before, step);
            return step;
        }
    }

    /// <summary>The server has done it.</summary>
    public void End(Step step)
    {
        lock (_gate)
        {
            if (_isCounting && !_isClosed)
                SpringAt(Moment.After, step);
        }
    }

    private void SpringAt(Moment moment, Step step)
    {
        if (_point != new KillPoint(step.Kind, moment, step.Number))
            return;
        _isClosed = true;
        _isCounting = false;
        _sprung.SetResult(step);
    }
}
