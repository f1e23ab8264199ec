using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Protocol;

/// <summary>
/// A Lua script of <c>Protocol/Lua</c>: one atomic step at the server. Each file says what it does, takes and gives back.
/// </summary>
/// <remarks>
/// A line <c>-- include: name</c> stands for the text of <c>name.lua</c>, so that steps share one way of doing the same thing.
/// </remarks>
internal sealed class Script
{
    private const string Include = "-- include: ";

    private static readonly ConcurrentDictionary<string, Script> Loaded = new();

    private readonly string _text;

    private Script(string name, string text) => (Name, _text) = (name, text);

    public string Name { get; }

    /// <param name="name">The file's name without its ending.</param>
    public static Script Of(string name) => Loaded.GetOrAdd(name, Load);

    // The client doesn't know that a script writes, and would take a replica while the primary is away: there a publish meets no subscriber
    // and a lease no entry, which would be believed.
    private const CommandFlags OnPrimary = CommandFlags.DemandMaster;

    /// <summary>Runs the script. The client sends its hash, and the text again when the server has forgotten it (NOSCRIPT).</summary>
    public Task<RedisResult> EvaluateAsync(IDatabaseAsync database, RedisKey[] keys, RedisValue[] arguments) =>
        database.ScriptEvaluateAsync(_text, keys, arguments, OnPrimary);

    /// <summary>As <see cref="EvaluateAsync"/>, for hot paths: the reply is read where it lies. Dispose it.</summary>
    public Task<RespResult> EvaluateRawAsync(
        IDatabaseAsync database, ReadOnlyMemory<RedisKey> keys, ReadOnlyMemory<RedisValue> arguments) =>
        database.ScriptEvaluateRespAsync(_text, keys, arguments, OnPrimary);

    private static Script Load(string name) => new(name, string.Join('\n', Statements(name)));

    // Comments are for readers of the file; the server would hash and keep them.
    private static IEnumerable<string> Statements(string name) =>
        from line in Read(name).Split('\n')
        let statement = line.Trim()
        where statement.Length > 0
        from text in statement.StartsWith(Include, StringComparison.Ordinal) ? Statements(statement[Include.Length..])
            : statement.StartsWith("--", StringComparison.Ordinal) ? []
            : [statement]
        select text;

    private static string Read(string name)
    {
        using var stream = typeof(Script).Assembly.GetManifestResourceStream($"{name}.lua")
            ?? throw new InvalidOperationException($"The script {name}.lua is not in this assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
