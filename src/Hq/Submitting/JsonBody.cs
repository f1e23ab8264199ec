using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Corporation.Contracts.Http;
using Corporation.Contracts.Json;
using Corporation.Hq.Refusing;
using Microsoft.AspNetCore.Http.Features;

namespace Corporation.Hq.Submitting;

/// <summary>Reads a request body into a JSON document, parsed once, or says exactly why it can't.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions Rules = new() { MaxDepth = ContractsJson.MaxDepth, AllowDuplicateProperties = false };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <param name="context">The request.</param>
    /// <param name="maxBytes">Longest body.</param>
    /// <param name="optional">Whether the body may be left out; both parts of the answer are then null.</param>
    public static async Task<(JsonDocument? Document, Refusal? Refusal)> ReadAsync(HttpContext context, long maxBytes, bool optional = false)
    {
        var request = context.Request;
        if (request.ContentLength > maxBytes)
            return (null, Refusal.TooLarge(maxBytes, request.ContentLength));
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maxBytes;

        var (bytes, tooLarge) = await ReadAllAsync(request, maxBytes, context.RequestAborted);
        if (tooLarge is not null)
            return (null, tooLarge);
        if (bytes.IsEmpty)
            return (null, optional ? null : new(400, ProblemTypes.MalformedJson, "The body is not JSON.", "The body is empty; send a JSON object."));
        if (!IsJson(request.ContentType))
        {
            return (null, new(415, ProblemTypes.UnsupportedMediaType, "The body must be JSON.",
                $"The content type is '{Refusal.Shorten(request.ContentType ?? "")}'; send 'application/json' in UTF-8."));
        }

        return Parse(bytes);
    }

    private static (JsonDocument? Document, Refusal? Refusal) Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Span.StartsWith(ByteOrderMark))
            bytes = bytes[3..];
        if (!Utf8.IsValid(bytes.Span))
            return (null, Malformed("The body has bytes that are not UTF-8."));

        try
        {
            return LoneSurrogates.Find(bytes.Span) is { } offset
                ? (null, Malformed($"A string that begins at byte {offset} has half of a surrogate pair (\\ud800 to \\udfff); that is no text."))
                : (JsonDocument.Parse(bytes, Rules), null);
        }
        catch (JsonException exception)
        {
            return (null, Malformed(Describe(exception)));
        }
    }

    private static async ValueTask<(ReadOnlyMemory<byte> Bytes, Refusal? TooLarge)> ReadAllAsync(
        HttpRequest request, long maxBytes, CancellationToken cancellationToken)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > maxBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                return (default, Refusal.TooLarge(maxBytes, request.ContentLength));
            }

            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return (bytes, null);
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>The parser's own message ends with a position that counts from zero; people count from one.</summary>
    private static string Describe(JsonException exception)
    {
        var message = exception.Message;
        var cut = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        if (cut > 0)
            message = message[..cut];
        cut = message.IndexOf(" Path:", StringComparison.Ordinal);
        if (cut > 0)
            message = message[..cut];

        return exception.LineNumber is { } line
            ? $"Line {line + 1}, position {exception.BytePositionInLine + 1}: {message}"
            : message;
    }

    private static bool IsJson(string? contentType)
    {
        if (!Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var type))
            return false;

        var isJson = type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Type.Equals("application", StringComparison.OrdinalIgnoreCase) && type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));
        return isJson && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }

    private static Refusal Malformed(string detail) => new(400, ProblemTypes.MalformedJson, "The body is not JSON.", detail);
}
