using Corporation.RedisStreams.Protocol;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Receiving;

/// <summary>A consumer's partitions.</summary>
/// <param name="Kept">Those it had before and still has.</param>
/// <param name="Taken">Those it has from now on.</param>
/// <param name="Excess">Those of <paramref name="Kept"/> that it should give up, for others have too few.</param>
/// <param name="NowMs">The server's clock in Unix milliseconds.</param>
internal sealed record PartitionShare(IReadOnlyList<Lane> Kept, IReadOnlyList<Lane> Taken, IReadOnlyList<Lane> Excess, long NowMs)
{
    internal static PartitionShare Parse(RedisResult[] reply)
    {
        var words = Array.ConvertAll(reply[1..], word => (string)word!);
        var taken = Array.IndexOf(words, "+");
        var excess = Array.IndexOf(words, "-");
        return new PartitionShare(Lanes(words[..taken]), Lanes(words[(taken + 1)..excess]), Lanes(words[(excess + 1)..]), (long)reply[0]);
    }

    private static Lane[] Lanes(string[] codes) => Array.ConvertAll(codes, Lane.Parse);
}
