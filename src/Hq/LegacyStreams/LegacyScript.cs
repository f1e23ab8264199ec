using StackExchange.Redis;

namespace Corporation.Hq.LegacyStreams;

/// <summary>A Lua script of <c>LegacyStreams/Lua</c>: one atomic step at the server. Each file says what it does, takes and gives back.</summary>
internal sealed class LegacyScript
{
    private readonly string _text;

    private LegacyScript(string name)
    {
        using var stream = typeof(LegacyScript).Assembly.GetManifestResourceStream($"{name}.lua")
            ?? throw new InvalidOperationException($"The script {name}.lua is not in this assembly.");
        using var reader = new StreamReader(stream);
        _text = reader.ReadToEnd();
    }

    public static LegacyScript DeadLetter { get; } = new("legacy-dead-letter");

    public static LegacyScript Publish { get; } = new("legacy-publish");

    public static LegacyScript Delegate { get; } = new("legacy-delegate");

    /// <summary>The client sends the script's hash, and the text again when the server has forgotten it. Never a replica: there it would refuse.</summary>
    public Task<RedisResult> RunAsync(IDatabase database, RedisKey[] keys, RedisValue[] arguments) =>
        database.ScriptEvaluateAsync(_text, keys, arguments, CommandFlags.DemandMaster);
}
