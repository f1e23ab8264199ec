using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Corporation.RedisStreams.Tests.Framework;

/// <summary>Listens to one meter, as an exporter does.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _measured = new();

    public Measurements(string meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The sum of a counter, of what was measured with this value in one of its tags.</summary>
    public double Sum(string instrument, string tag) => Of(instrument, tag).Sum();

    /// <summary>A gauge as it is now, for this value in one of its tags; null when there is none.</summary>
    public double? Gauge(string instrument, string tag)
    {
        _measured.Clear();
        _listener.RecordObservableInstruments();
        return Of(instrument, tag).Cast<double?>().LastOrDefault();
    }

    public void Dispose() => _listener.Dispose();

    private IEnumerable<double> Of(string instrument, string tag) =>
        _measured.Where(measured => measured.Name == instrument && measured.Tags.Contains($"={tag};", StringComparison.Ordinal)).Select(measured => measured.Value);

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = "";
        foreach (var tag in tags)
            text += $"{tag.Key}={tag.Value};";
        _measured.Enqueue((instrument.Name, value, text));
    }
}
