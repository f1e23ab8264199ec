namespace Corporation.LocalServers.Running;

/// <summary>What to run: program, arguments, and what to set in its environment.</summary>
internal sealed record Launch(string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    public Launch(string program, params string[] arguments)
        : this(program, arguments, new Dictionary<string, string>())
    {
    }
}
