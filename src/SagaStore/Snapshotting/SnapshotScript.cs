using StackExchange.Redis;

namespace Corporation.SagaStore.Snapshotting;

/// <summary>A Lua script of <c>Snapshotting/Lua</c>: one atomic step at the server. Each file says what it does, takes and gives back.</summary>
internal sealed class SnapshotScript
{
    private readonly string _text;

    private SnapshotScript(string name)
    {
        using var stream = typeof(SnapshotScript).Assembly.GetManifestResourceStream($"{name}.lua")
            ?? throw new InvalidOperationException($"The script {name}.lua is not in this assembly.");
        using var reader = new StreamReader(stream);
        _text = reader.ReadToEnd();
    }

    public static SnapshotScript Write { get; } = new("write");

    public static SnapshotScript Release { get; } = new("release");

    /// <summary>The client sends the script's hash, and the text again when the server has forgotten it. Never a replica: there it would refuse.</summary>
    public async Task<int> RunAsync(IDatabase database, RedisKey[] keys, params RedisValue[] arguments) =>
        (int)await database.ScriptEvaluateAsync(_text, keys, arguments, CommandFlags.DemandMaster);
}
