using Corporation.SagaStore.Health;
using Microsoft.Extensions.Options;

namespace Corporation.Sagas.MissionLife;

/// <summary>
/// Whether HQ was there to hear renewals. A lease that ran out while HQ was paused, asleep, without its bus or could not write says nothing about the factory,
/// so holders get a whole lease from HQ's return on.
/// </summary>
public sealed class HqPresence(IOptions<MissionLifeOptions> options, StoreHealth store)
{
    /// <summary>The sweeper looks once a second; a shorter gap is no absence.</summary>
    private static readonly TimeSpan LeastGap = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly TimeSpan _lease = options.Value.LeaseDuration;
    private readonly TimeSpan _gap = options.Value.LeaseDuration / 3 > LeastGap ? options.Value.LeaseDuration / 3 : LeastGap;
    private DateTimeOffset? _lastSeen;
    private DateTimeOffset _listeningSince = DateTimeOffset.MinValue;
    private DateTimeOffset _judgesFrom = DateTimeOffset.MinValue;

    /// <summary>HQ is there, and so is its bus. After a gap, the time in which holders may come back begins.</summary>
    public void Seen(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_lastSeen is { } last && (now - last).Duration() > _gap)
                _judgesFrom = now + _lease;
            if (_lastSeen is not { } before || (now - before).Duration() > _gap)
                _listeningSince = now;
            _lastSeen = now;
        }
    }

    /// <summary>
    /// HQ was away for a time that nobody measured. Holders have a whole lease from now on to come back; or, should its bus not be there yet, from when it is.
    /// </summary>
    public void Returned(DateTimeOffset now)
    {
        lock (_gate)
            (_lastSeen, _listeningSince, _judgesFrom) = (now, now, now + _lease);
    }

    /// <summary>Since when HQ could have heard a factory: whoever was silent before that may have spoken. Now, when it can't hear anybody.</summary>
    public DateTimeOffset ListeningSince(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_lastSeen is not { } last || (now - last).Duration() > _gap)
                return now;
            return store.LastFailedAt is { } failed && failed > _listeningSince ? failed : _listeningSince;
        }
    }

    /// <summary>Until when a holder that is overdue now must be waited for; null when it has had its time.</summary>
    public DateTimeOffset? WaitsUntil(DateTimeOffset now)
    {
        lock (_gate)
        {
            // The pause may have ended between the last look and this very question.
            if (_lastSeen is { } last && (now - last).Duration() > _gap)
                return now + _lease;

            // Asked of the store and not of the last look: the judgement that fails to be written is itself how HQ learns that it can't write.
            var until = store.LastFailedAt + _lease is { } afterFailure && afterFailure > _judgesFrom ? afterFailure : _judgesFrom;
            return now < until ? until : null;
        }
    }
}
