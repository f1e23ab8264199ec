using RESPite.Messages;

namespace Corporation.RedisStreams.Receiving;

/// <summary>Remembers the texts read last: most messages have the same content type, and often one of few routing keys.</summary>
internal sealed class TextCache
{
    private const int Places = 8;

    private readonly (byte[] Bytes, string Text)[] _known = new (byte[], string)[Places];
    private int _count;
    private int _next;

    public string? Read(ref RespReader reader)
    {
        if (reader.IsNull)
            return null;

        for (var i = 0; i < _count; i++)
        {
            if (reader.Is(_known[i].Bytes))
                return _known[i].Text;
        }

        var text = reader.ReadString() ?? "";
        _known[_next] = (reader.ReadByteArray() ?? [], text);
        _next = (_next + 1) % Places;
        _count = Math.Min(_count + 1, Places);
        return text;
    }
}
