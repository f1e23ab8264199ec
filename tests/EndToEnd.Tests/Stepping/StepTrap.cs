namespace Corporation.EndToEnd.Tests.Stepping;

/// <summary>Notes the steps of HQ, and at the chosen one lets nothing through any more, in no direction and on no connection.</summary>
internal sealed class StepTrap
{
    private readonly Lock _gate = new();
    private readonly List<Step> _steps = [];
    private TaskCompletionSource _sprung = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StrikePoint? _point;
    private bool _isNoting;
    private volatile bool _isClosed;

    /// <summary>Nothing may pass.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Complete when HQ has come to the chosen step.</summary>
    public Task Sprung
    {
        get
        {
            lock (_gate)
                return _sprung.Task;
        }
    }

    /// <summary>Begins anew.</summary>
    /// <param name="point">Where to stop; null only notes.</param>
    public void Arm(StrikePoint? point)
    {
        lock (_gate)
        {
            _steps.Clear();
            _sprung = new(TaskCreationOptions.RunContinuationsAsynchronously);
            (_point, _isNoting, _isClosed) = (point, true, false);
        }
    }

    /// <summary>Stops no more.</summary>
    /// <returns>The steps since it was armed, up to the one where it stopped HQ.</returns>
    public IReadOnlyList<Step> Disarm()
    {
        lock (_gate)
        {
            (_point, _isNoting) = (null, false);
            return [.. _steps];
        }
    }

    /// <summary>Lets nothing through from now on.</summary>
    public void Close() => _isClosed = true;

    /// <summary>Lets everything through. What was held up before stays so: cut it.</summary>
    public void Open() => _isClosed = false;

    /// <summary>HQ asks for a step.</summary>
    /// <returns>Null when nobody wants to know.</returns>
    public Step? Begin(StepKind kind, string content)
    {
        lock (_gate)
        {
            if (!_isNoting)
                return null;

            var step = new Step(kind, content, 1 + _steps.Count(before => before.Kind == kind && before.Content == content));
            _steps.Add(step);
            SpringAt(new StrikePoint(step, Moment.Before));
            return step;
        }
    }

    /// <summary>The server has done it.</summary>
    public void End(Step step)
    {
        lock (_gate)
        {
            if (_isNoting)
                SpringAt(new StrikePoint(step, Moment.After));
        }
    }

    private void SpringAt(StrikePoint point)
    {
        if (_point != point)
            return;
        (_isClosed, _isNoting) = (true, false);
        _sprung.SetResult();
    }
}
