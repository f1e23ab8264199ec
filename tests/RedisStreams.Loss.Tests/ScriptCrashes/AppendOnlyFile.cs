using System.Globalization;
using System.Text;
using Corporation.LocalServers;

namespace Corporation.RedisStreams.Loss.Tests.ScriptCrashes;

/// <summary>The file from which a killed server comes back: what a script has written there, and what a crash leaves of it.</summary>
internal sealed class AppendOnlyFile
{
    private readonly string _path;

    private AppendOnlyFile(string path) => _path = path;

    /// <summary>Its length in bytes.</summary>
    public long Length => new FileInfo(_path).Length;

    /// <summary>The one that the server appends to now. Before Redis 7 there is only one, since then it has a number.</summary>
    public static async Task<AppendOnlyFile> OfAsync(RedisServer server)
    {
        var folder = (await server.ExecuteAsync("CONFIG", "GET", "dir")).Split('\n', StringSplitOptions.TrimEntries)[1];
        var files = Directory.GetFiles(folder, "appendonly.aof*", SearchOption.AllDirectories);
        return new AppendOnlyFile(files.SingleOrDefault(file => file.EndsWith(".incr.aof", StringComparison.Ordinal)) ?? files.Single());
    }

    /// <summary>The commands from a position on; what only chooses the database is none.</summary>
    public async Task<IReadOnlyList<LoggedCommand>> ReadAsync(long from)
    {
        var bytes = (await File.ReadAllBytesAsync(_path)).AsMemory((int)from);
        var commands = new List<LoggedCommand>();
        for (var at = 0; at < bytes.Length;)
        {
            var start = at;
            var parts = Number(bytes.Span, ref at);
            var name = "";
            for (var part = 0; part < parts; part++)
            {
                var length = Number(bytes.Span, ref at);
                if (part == 0)
                    name = Encoding.ASCII.GetString(bytes.Span.Slice(at, length)).ToUpperInvariant();
                at += length + 2;
            }

            if (name != "SELECT")
                commands.Add(new LoggedCommand(name, from + start, bytes[start..at]));
        }

        return commands;
    }

    /// <summary>What a crash leaves of it: what is before a position, and some commands after it, the last of them perhaps in part.</summary>
    /// <param name="from">The position.</param>
    /// <param name="commands">As they follow there.</param>
    /// <param name="length">How many bytes of the commands are left.</param>
    public async Task EndAsync(long from, IEnumerable<LoggedCommand> commands, long length = long.MaxValue)
    {
        await using var file = new FileStream(_path, FileMode.Open, FileAccess.Write);
        file.SetLength(from);
        file.Position = from;
        foreach (var command in commands)
            await file.WriteAsync(command.Bytes);
        file.SetLength(from + Math.Min(length, file.Length - from));
    }

    private static int Number(ReadOnlySpan<byte> bytes, ref int at)
    {
        var end = bytes[at..].IndexOf("\r\n"u8);
        var number = int.Parse(bytes.Slice(at + 1, end - 1), NumberStyles.None, CultureInfo.InvariantCulture);
        at += end + 2;
        return number;
    }
}
