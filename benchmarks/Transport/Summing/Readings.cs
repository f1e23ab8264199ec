namespace Corporation.TransportBench.Summing;

/// <summary>The readings of all rounds, by setting (publishers or rate) and transport.</summary>
internal sealed class Readings<TReading>
{
    private readonly SortedDictionary<int, Dictionary<string, List<TReading>>> _bySetting = [];

    public void Add(int setting, string transport, TReading reading)
    {
        var byTransport = _bySetting.TryGetValue(setting, out var known) ? known : _bySetting[setting] = [];
        if (!byTransport.TryGetValue(transport, out var readings))
            byTransport[transport] = readings = [];
        readings.Add(reading);
    }

    /// <summary>In the order of the rounds; empty where nothing was measured.</summary>
    public IReadOnlyList<TReading> Get(int setting, string transport) =>
        _bySetting.TryGetValue(setting, out var byTransport) && byTransport.TryGetValue(transport, out var readings) ? readings : [];

    /// <summary>The transports measured at a setting, in the order of their turns.</summary>
    public IEnumerable<string> Transports(int setting) => _bySetting.TryGetValue(setting, out var byTransport) ? byTransport.Keys : [];

    /// <summary>All settings with the transports measured at them.</summary>
    public IEnumerable<(int Setting, string Transport)> Measured =>
        _bySetting.SelectMany(setting => setting.Value.Keys.Select(transport => (setting.Key, transport)));

    /// <summary>The newest reading of each transport.</summary>
    public IEnumerable<(string Transport, TReading Reading)> Last(int setting) =>
        Transports(setting).Select(transport => (transport, Get(setting, transport)[^1]));

    public Spread? Spread(int setting, string transport, Func<TReading, double?> figure) =>
        Summing.Spread.Of(Get(setting, transport).Select(figure).OfType<double>());

    /// <summary>How many times as large one's figure is as another's, round by round: a slow minute weighs on both.</summary>
    public Spread? Ratio(int setting, string one, string other, Func<TReading, double> figure) =>
        Summing.Spread.Of(Get(setting, one)
            .Zip(Get(setting, other), (first, second) => (First: figure(first), Second: figure(second)))
            .Where(pair => pair.Second > 0)
            .Select(pair => pair.First / pair.Second));
}
