using System.Diagnostics.Metrics;

namespace Corporation.TransportChaos.Victims;

/// <summary>Listens to the transport's own count of lost leases.</summary>
internal sealed class LeaseWatch : IDisposable
{
    private readonly MeterListener _listener = new();

    public LeaseWatch(Action<long> lost)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Corporation.RedisStreams", Name: "redis_streams.leases_lost" })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, _, _) => lost(count));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();
}
