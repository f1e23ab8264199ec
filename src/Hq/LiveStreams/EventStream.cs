using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Corporation.Contracts.Json;

namespace Corporation.Hq.LiveStreams;

/// <summary>Sends a feed as server-sent events (WHATWG HTML, section 9.2): one message per row, its position as the event id.</summary>
/// <remarks>
/// Written here because the framework's own result can't send comments, and a comment is the one heartbeat that no reader takes for a message.
/// A stream that is over says so with an <c>end</c> event; without it, a reader must take the end of the bytes for a broken connection.
/// </remarks>
internal sealed class EventStream<TRow>(LiveFeed<TRow> feed, long after, StreamClock clock) : IResult
{
    /// <summary>A read that brings as many rows as this makes a feed busy.</summary>
    private const int BusyRows = 10;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var owned = feed;
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        if (HttpMethods.IsHead(httpContext.Request.Method))
            return;

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, clock.Stopping);
        await SendAsync(response.BodyWriter, ending.Token);
    }

    private async Task SendAsync(PipeWriter writer, CancellationToken cancellationToken)
    {
        // The id is where the stream begins: a reader whose connection breaks before the first row continues from there, too.
        Write(writer, string.Create(CultureInfo.InvariantCulture, $"retry: 1000\nid: {after}\nevent: open\ndata: {{}}\n\n"));
        await writer.FlushAsync(cancellationToken);

        var position = after;
        while (!cancellationToken.IsCancellationRequested)
        {
            var next = await feed.Next(cancellationToken);
            var ended = await feed.HasEnded(cancellationToken);
            var rows = await feed.Read(position, cancellationToken);
            foreach (var row in rows)
                Write(writer, row, position = feed.PositionOf(row));

            var isLast = ended && rows.Count < LiveFeed<TRow>.PageSize;
            if (isLast)
                Write(writer, "event: end\ndata: {}\n\n");

            // The flush waits for the reader: this is what keeps a slow one from filling HQ's memory.
            if (isLast || rows.Count > 0)
                await writer.FlushAsync(cancellationToken);
            if (isLast)
                return;
            if (rows.Count < LiveFeed<TRow>.PageSize)
                await WaitAsync(writer, next, isBusy: rows.Count >= BusyRows, cancellationToken);
        }
    }

    private async Task WaitAsync(PipeWriter writer, Task next, bool isBusy, CancellationToken cancellationToken)
    {
        while (!next.IsCompleted)
        {
            await next.WaitAsync(clock.Heartbeat, clock.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
                return;
            if (next.IsCompleted)
                break;

            Write(writer, ": keep-alive\n\n");
            await writer.FlushAsync(cancellationToken);
        }

        // A quiet feed tells its news at once.
        if (isBusy && feed.Gathering > TimeSpan.Zero)
            await Task.Delay(feed.Gathering, clock.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static void Write(PipeWriter writer, TRow row, long position)
    {
        Write(writer, string.Create(CultureInfo.InvariantCulture, $"id: {position}\ndata: "));

        // Compact JSON has no line break, so one data line is enough.
        writer.Write(JsonSerializer.SerializeToUtf8Bytes(row, ContractsJson.Http));
        Write(writer, "\n\n");
    }

    private static void Write(PipeWriter writer, string text) => Encoding.UTF8.GetBytes(text, writer);
}

/// <summary>The times that every stream keeps.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Heartbeat">How long a stream may be silent; proxies cut connections that are silent for a minute or so.</param>
/// <param name="Stopping">HQ shuts down: streams end, their readers reconnect elsewhere or later.</param>
internal sealed record StreamClock(TimeProvider Time, TimeSpan Heartbeat, CancellationToken Stopping)
{
    public static readonly TimeSpan DefaultHeartbeat = TimeSpan.FromSeconds(15);
}
