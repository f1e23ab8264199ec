using Corporation.RedisStreams.Protocol;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Receiving;

/// <summary>
/// Writes the arguments of the scripts about many entries of one lane, into memory that it uses again. For one caller at a time.
/// </summary>
internal sealed class IdArguments
{
    /// <summary>The most ids in one call: a script hands them on in one command, and Lua has a limit for that.</summary>
    public const int MaxIds = 500;

    private const int Fixed = 7;

    // How many entries of ours the server may know between two ids beside those that we know: replies that never reached us.
    private const int Unknown = 100;

    private RedisValue[] _values = new RedisValue[Fixed + 3 * MaxIds];
    private byte[] _text = new byte[MaxIds * EntryId.MaxLength];

    /// <param name="seat">The consumer.</param>
    /// <param name="deliveries">Of one lane, 1 to <see cref="MaxIds"/>.</param>
    /// <param name="inFlight">How many deliveries this consumer has at most.</param>
    public ReadOnlyMemory<RedisValue> Write(Seat seat, ReadOnlySpan<Delivery> deliveries, int inFlight)
    {
        var used = 0;
        var first = 0;
        var last = 0;
        var unusual = Fixed + deliveries.Length;
        for (var i = 0; i < deliveries.Length; i++)
        {
            var delivery = deliveries[i];
            var length = delivery.EntryId.Write(_text.AsSpan(used));
            _values[Fixed + i] = new ReadOnlyMemory<byte>(_text, used, length);
            used += length;
            if (delivery.EntryId.CompareTo(deliveries[first].EntryId) < 0)
                first = i;
            if (delivery.EntryId.CompareTo(deliveries[last].EntryId) > 0)
                last = i;
            if (delivery is { DeliveryCount: 1, RedeliveryCount: 0 })
                continue;
            _values[unusual++] = i + 1;
            _values[unusual++] = delivery.DeliveryCount;
        }

        (_values[0], _values[1], _values[2]) = (seat.Name, seat.Token, deliveries[0].Lane.Code);
        (_values[3], _values[4]) = (_values[Fixed + first], _values[Fixed + last]);
        (_values[5], _values[6]) = (Math.Max(inFlight, deliveries.Length) + Unknown, deliveries.Length);
        return new ReadOnlyMemory<RedisValue>(_values, 0, unusual);
    }

    /// <summary>After a call that failed: its arguments may still wait to be sent.</summary>
    public void Abandon() => (_values, _text) = (new RedisValue[_values.Length], new byte[_text.Length]);
}
