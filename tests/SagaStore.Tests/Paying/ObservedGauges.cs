using System.Diagnostics.Metrics;

namespace Corporation.SagaStore.Tests.Paying;

/// <summary>Asks for a gauge as a scrape does: only what can be asked has a value.</summary>
public sealed class ObservedGauges : IDisposable
{
    private readonly MeterListener _listener;
    private readonly List<long> _values = [];

    public ObservedGauges(string name)
    {
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == name)
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => _values.Add(value));
        _listener.Start();
    }

    /// <summary>Of each outbox of this process.</summary>
    public IReadOnlyList<long> Read()
    {
        _values.Clear();
        _listener.RecordObservableInstruments();
        return [.. _values];
    }

    public void Dispose() => _listener.Dispose();
}
