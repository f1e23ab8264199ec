namespace Corporation.Factory.Working;

/// <summary>Which invoker runs which kind.</summary>
internal sealed class KindInvokers
{
    private readonly Dictionary<string, Type> _types = new(StringComparer.Ordinal);

    public void Add(string kind, Type invoker) => _types[kind] = invoker;

    /// <summary>The type of <see cref="IHandlerInvoker"/> for a kind; null when this process does not run it.</summary>
    public Type? Find(string kind) => _types.GetValueOrDefault(kind);
}
