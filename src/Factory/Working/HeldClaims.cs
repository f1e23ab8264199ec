using System.Collections.Concurrent;
using Corporation.Contracts.Leasing;

namespace Corporation.Factory.Working;

/// <summary>The claims this process holds, by token: what the lease loop renews, what a cancel finds, what a drain waits for.</summary>
internal sealed class HeldClaims
{
    private readonly ConcurrentDictionary<Guid, HeldAttempt> _byToken = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource? _idle;
    private int _busy;

    /// <summary>Raised when a claim has come or gone.</summary>
    public event Action? Changed;

    public int Count => _byToken.Count;

    /// <summary>All claims now. Safe to walk while others come and go.</summary>
    public IEnumerable<HeldAttempt> All => _byToken.Values;

    /// <summary>False when the attempt is already here: the same process asked twice and HQ gave the same grant.</summary>
    public bool TryAdd(HeldAttempt attempt)
    {
        if (!_byToken.TryAdd(attempt.Token, attempt))
            return false;
        Changed?.Invoke();
        return true;
    }

    public HeldAttempt? Find(Guid token) => _byToken.GetValueOrDefault(token);

    public void Remove(HeldAttempt attempt)
    {
        if (_byToken.TryRemove(attempt.Token, out _))
            Changed?.Invoke();
    }

    public List<HeldClaim> Snapshot()
    {
        var claims = new List<HeldClaim>();
        foreach (var (token, attempt) in _byToken)
            claims.Add(new(attempt.Offer.MissionId, token));
        return claims;
    }

    /// <summary>An offer is being worked on, from before its claim until its report is answered.</summary>
    public void Enter() => Interlocked.Increment(ref _busy);

    /// <summary>The counterpart of <see cref="Enter"/>.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _busy) > 0)
            return;
        lock (_gate)
            _idle?.TrySetResult();
    }

    /// <summary>Completes when nothing is being worked on; meant for when nothing new begins.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (Volatile.Read(ref _busy) == 0)
                _idle.SetResult();
            return _idle.Task;
        }
    }
}
