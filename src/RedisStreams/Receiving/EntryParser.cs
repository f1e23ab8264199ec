using System.Buffers.Text;
using Corporation.RedisStreams.Protocol;
using RESPite.Messages;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Receiving;

/// <summary>
/// Turns replies into deliveries: of an entry's fields only the body and the headers are copied, the rest is mostly known already.
/// </summary>
internal sealed class EntryParser(Settler settler, IReadOnlyList<LaneStream> streams)
{
    private const int LongestField = 32;

    private readonly TextCache _contentTypes = new();
    private readonly TextCache _partitionKeys = new();
    private readonly TextCache _routingKeys = new();

    /// <summary>Reads the reply of <c>XREADGROUP</c>: new entries, so of their first delivery.</summary>
    public void ReadNew(RespResult reply, List<Delivery> into)
    {
        if (reply.IsNull)
            return;

        var reader = reply.Read();
        var count = reader.AggregateLength();
        for (var i = 0; i < count; i++)
        {
            reader.MoveNextAggregate();
            reader.MoveNextScalar();
            var lane = LaneOf(ref reader);
            reader.MoveNextAggregate();
            ReadEntries(ref reader, lane, into);
        }
    }

    /// <summary>Reads the reply of <c>receive.lua</c>.</summary>
    public Received ReadReceived(RespResult reply, List<Delivery> into)
    {
        var reader = reply.Read();
        if (!reader.IsAggregate)
            return new Received(reader.ReadInt64() == 0 ? ReadRefusal.SeatLost : ReadRefusal.NotOwner, 0, null, 0, [], []);

        reader.MoveNext();
        var now = reader.ReadInt64();
        reader.MoveNext();
        var nextDue = reader.ReadInt64();

        reader.MoveNextAggregate();
        var taken = reader.AggregateLength() / 4;
        for (var i = 0; i < taken; i++)
        {
            reader.MoveNext();
            var lane = Lane.Parse(reader.ReadString()!); // A script never answers null here.
            reader.MoveNext();
            var deliveries = reader.ReadInt32();
            reader.MoveNext();
            var redeliveries = reader.ReadInt32();
            reader.MoveNextAggregate();
            into.Add(ReadEntry(ref reader, lane, deliveries, redeliveries));
        }

        reader.MoveNextAggregate();
        var lanes = reader.AggregateLength() / 2;
        for (var i = 0; i < lanes; i++)
        {
            reader.MoveNext();
            var lane = Lane.Parse(reader.ReadString()!); // As above.
            reader.MoveNextAggregate();
            ReadEntries(ref reader, lane, into);
        }

        var lastIds = ReadWords(ref reader);
        var mayHaveMore = ReadWords(ref reader);
        return new Received(
            ReadRefusal.None,
            now,
            nextDue < 0 ? null : nextDue,
            taken,
            Array.ConvertAll(lastIds, id => (RedisValue)id),
            Array.ConvertAll(mayHaveMore, Lane.Parse));
    }

    private static string[] ReadWords(ref RespReader reader)
    {
        reader.MoveNextAggregate();
        var words = reader.AggregateLength() == 0 ? [] : new string[reader.AggregateLength()];
        for (var i = 0; i < words.Length; i++)
        {
            reader.MoveNext();
            words[i] = reader.ReadString()!; // A script never answers null here.
        }

        return words;
    }

    private void ReadEntries(ref RespReader reader, Lane lane, List<Delivery> into)
    {
        var count = reader.AggregateLength();
        for (var i = 0; i < count; i++)
        {
            reader.MoveNextAggregate();
            into.Add(ReadEntry(ref reader, lane, deliveryCount: 1, redeliveryCount: 0));
        }
    }

    private Delivery ReadEntry(ref RespReader reader, Lane lane, int deliveryCount, int redeliveryCount)
    {
        reader.MoveNextScalar();
        var delivery = new Delivery(settler, lane, ReadId(ref reader), deliveryCount, redeliveryCount);

        reader.MoveNext();
        var values = reader.IsNull ? 0 : reader.AggregateLength();
        Span<byte> name = stackalloc byte[LongestField];
        for (var i = 0; i + 1 < values; i += 2)
        {
            reader.MoveNextScalar();
            var field = reader.ScalarLength() == 1 && reader.CopyTo(name) == 1 ? (char)name[0] : '\0';
            reader.MoveNextScalar();
            ReadField(ref reader, delivery, field);
        }

        return delivery;
    }

    private void ReadField(ref RespReader reader, Delivery delivery, char field)
    {
        switch (field)
        {
            case EntryFields.BodyLetter:
                delivery.Body = reader.ReadByteArray();
                break;
            case EntryFields.HeadersLetter:
                delivery.Headers = reader.ReadByteArray();
                break;
            case EntryFields.MessageIdLetter:
                delivery.MessageId = ReadGuid(ref reader);
                break;
            case EntryFields.ContentTypeLetter:
                delivery.ContentType = _contentTypes.Read(ref reader);
                break;
            case EntryFields.PartitionKeyLetter:
                delivery.PartitionKey = _partitionKeys.Read(ref reader);
                break;
            case EntryFields.RoutingKeyLetter:
                delivery.RoutingKey = _routingKeys.Read(ref reader);
                break;
            case EntryFields.ExpiresLetter:
                delivery.ExpiresMs = reader.TryReadInt64(out var expires) ? expires : null;
                break;
        }
    }

    private Lane LaneOf(ref RespReader reader)
    {
        foreach (var stream in streams)
        {
            if (reader.Is(stream.Key))
                return stream.Lane;
        }

        throw new FormatException($"The server answered with the stream '{reader.ReadString()}', which was not asked for.");
    }

    private static EntryId ReadId(ref RespReader reader)
    {
        Span<byte> copy = stackalloc byte[EntryId.MaxLength];
        return reader.TryGetSpan(out var text) ? EntryId.Parse(text) : EntryId.Parse(copy[..reader.CopyTo(copy)]);
    }

    private static Guid? ReadGuid(ref RespReader reader)
    {
        const int length = 36;
        Span<byte> copy = stackalloc byte[length];
        if (reader.ScalarLength() != length)
            return null;
        reader.CopyTo(copy);
        return Utf8Parser.TryParse(copy, out Guid id, out var used) && used == length ? id : null;
    }
}
