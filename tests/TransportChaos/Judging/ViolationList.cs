namespace Corporation.TransportChaos.Judging;

/// <summary>Broken promises, each kind with a few examples: one cause can break thousands.</summary>
internal sealed class ViolationList
{
    private const int Examples = 5;

    private readonly List<string> _single = [];
    private readonly SortedDictionary<string, List<string>> _byKind = new(StringComparer.Ordinal);

    public void AddAll(IEnumerable<string> violations) => _single.AddRange(violations);

    public void Add(string kind, string example)
    {
        if (!_byKind.TryGetValue(kind, out var examples))
            _byKind[kind] = examples = [];
        examples.Add(example);
    }

    public IReadOnlyList<string> ToList() =>
    [
        .. _single,
        .. _byKind.Select(kind => $"{kind.Value.Count} {kind.Key}: {string.Join("; ", kind.Value.Take(Examples))}{(kind.Value.Count > Examples ? "; …" : "")}"),
    ];
}
