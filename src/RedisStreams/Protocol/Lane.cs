using System.Globalization;

namespace Corporation.RedisStreams.Protocol;

/// <summary>One of the streams that make up a queue: three by priority, and one for each partition of a partitioned queue.</summary>
internal readonly record struct Lane
{
    /// <summary>The most partitions a queue can have.</summary>
    public const int MaxPartitions = 64;

    private const byte FirstPartition = 3;

    private static readonly string[] Codes = [.. Enumerable.Range(0, FirstPartition + MaxPartitions).Select(CodeOf)];

    private readonly byte _index;

    private Lane(int index) => _index = (byte)index;

    public static Lane Normal => new(0);

    public static Lane High => new(1);

    public static Lane Low => new(2);

    /// <summary>The lanes that every queue has, in the order in which they are read.</summary>
    public static IReadOnlyList<Lane> ByPriority { get; } = [High, Normal, Low];

    /// <summary>All lanes of a queue with that many partitions, those by priority first.</summary>
    public static IReadOnlyList<Lane> All(int partitions) => [.. ByPriority, .. Enumerable.Range(0, partitions).Select(Partition)];

    public bool IsPartition => _index >= FirstPartition;

    /// <summary>The lane's name on the wire: <c>n</c>, <c>h</c>, <c>l</c>, or <c>p0</c> to <c>p63</c>.</summary>
    public string Code => Codes[_index];

    /// <exception cref="ArgumentOutOfRangeException">The number is not 0 to 63.</exception>
    public static Lane Partition(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, MaxPartitions);
        return new Lane(FirstPartition + number);
    }

    /// <exception cref="FormatException">The code names no lane.</exception>
    public static Lane Parse(string code)
    {
        var index = Array.IndexOf(Codes, code);
        return index >= 0
            ? new Lane(index)
            : throw new FormatException($"'{code}' is not a lane; expected n, h, l or p0 to p{MaxPartitions - 1}.");
    }

    public override string ToString() => Code;

    private static string CodeOf(int index) => index switch
    {
        0 => "n",
        1 => "h",
        2 => "l",
        _ => "p" + (index - FirstPartition).ToString(CultureInfo.InvariantCulture),
    };
}
