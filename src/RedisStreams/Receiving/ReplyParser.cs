using StackExchange.Redis;

namespace Corporation.RedisStreams.Receiving;

/// <summary>Reads simple replies of scripts where they lie.</summary>
internal static class ReplyParser
{
    public static int[] Integers(RespResult reply)
    {
        var reader = reply.Read();
        var count = reader.AggregateLength();
        if (count == 0)
            return [];

        var numbers = new int[count];
        for (var i = 0; i < count; i++)
        {
            reader.MoveNext();
            numbers[i] = reader.ReadInt32();
        }

        return numbers;
    }
}
