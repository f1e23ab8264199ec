using Corporation.Factory.Working;

namespace Corporation.Factory.Heartbeats;

/// <summary>The slots of each kind, whichever queue an offer came by.</summary>
internal sealed class KindSlots : IDisposable
{
    private readonly Dictionary<string, SemaphoreSlim> _slots;

    public KindSlots(AnnouncedKinds kinds) =>
        _slots = kinds.Announcements.ToDictionary(kind => kind.MissionKind, kind => new SemaphoreSlim(kind.Slots, kind.Slots), StringComparer.Ordinal);

    /// <summary>Takes a slot if one is free.</summary>
    public bool TryTake(string kind) => _slots[kind].Wait(TimeSpan.Zero);

    /// <summary>Waits for a slot.</summary>
    public Task TakeAsync(string kind, CancellationToken cancellationToken) => _slots[kind].WaitAsync(cancellationToken);

    /// <summary>Gives it back.</summary>
    public void GiveBack(string kind) => _slots[kind].Release();

    public void Dispose()
    {
        foreach (var slots in _slots.Values)
            slots.Dispose();
    }
}
