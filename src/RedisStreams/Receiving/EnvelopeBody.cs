using System.Text;
using System.Text.Json;
using MassTransit;

namespace Corporation.RedisStreams.Receiving;

/// <summary>
/// The body of a message in the framework's JSON envelope. It is parsed where it lies; otherwise the framework would copy it whole before.
/// The parsed form ends with the message: of an envelope the framework keeps nothing but what it has copied out of it.
/// </summary>
internal sealed class EnvelopeBody(byte[] body) : MessageBody, JsonMessageBody, IDisposable
{
    /// <summary>The content type that this is for.</summary>
    public const string ContentType = "application/vnd.masstransit+json";

    private JsonDocument? _document;

    public long? Length => body.Length;

    public JsonElement? GetJsonElement(JsonSerializerOptions options)
    {
        _document ??= JsonDocument.Parse(body, new JsonDocumentOptions
        {
            AllowTrailingCommas = options.AllowTrailingCommas,
            CommentHandling = options.ReadCommentHandling,
            MaxDepth = options.MaxDepth,
        });
        return _document.RootElement;
    }

    public Stream GetStream() => new MemoryStream(body, writable: false);

    public byte[] GetBytes() => body;

    public string GetString() => Encoding.UTF8.GetString(body);

    public void Dispose() => _document?.Dispose();
}
