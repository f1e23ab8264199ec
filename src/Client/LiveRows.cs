using System.Globalization;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Corporation.Contracts.Json;

namespace Corporation.Client;

/// <summary>Reads a stream of HQ, and reconnects where it broke off, until HQ says that it is over.</summary>
internal sealed class LiveRows<TRow>(HqConnection hq, string path)
    where TRow : class
{
    /// <summary>HQ sends at least a heartbeat every 15 seconds; after three missed ones the connection is dead, whatever TCP thinks.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(45);

    /// <summary>How long to look for an HQ that has gone, before giving up.</summary>
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromMinutes(2);

    private string? _lastId;
    private long _seenAt;

    public async IAsyncEnumerable<TRow> ReadAsync(long? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _lastId = after?.ToString(CultureInfo.InvariantCulture);
        for (var failures = 0; ; failures++)
        {
            if (await ConnectAsync(cancellationToken) is { } response)
            {
                using (response)
                {
                    var silence = new SilenceLimit(await response.Content.ReadAsStreamAsync(cancellationToken), LongestSilence, hq.Time);
                    await using var items = SseParser.Create(silence, Parse).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
                    while (await MoveNextAsync(items, cancellationToken))
                    {
                        if (items.Current.EventType == "end")
                            yield break;

                        failures = 0;
                        _lastId = items.Current.EventId ?? _lastId;
                        if (items.Current.Data is { } row)
                            yield return row;
                    }

                    _seenAt = hq.Time.GetTimestamp();
                }
            }

            await hq.PauseAsync(failures, cancellationToken);
        }
    }

    /// <returns>Null when HQ, seen before, is away for the moment.</returns>
    private async Task<HttpResponseMessage?> ConnectAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(hq.Address, path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/problem+json"));
        if (_lastId is not null)
            request.Headers.Add("Last-Event-ID", _lastId);

        try
        {
            return await hq.OpenAsync(request, cancellationToken);
        }
        catch (Exception exception) when (
            exception is HqUnreachableException or HqProblemException { Status: 503 }
            && _seenAt != 0
            && hq.Time.GetElapsedTime(_seenAt) < LongestAbsence)
        {
            return null;
        }
    }

    /// <returns>False when the connection has ended or broken; which of the two makes no difference.</returns>
    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<SseItem<TRow?>> items, CancellationToken cancellationToken)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception exception) when (
            !cancellationToken.IsCancellationRequested
            && exception is IOException or HttpRequestException or TimeoutException)
        {
            return false;
        }
    }

    private static TRow? Parse(string eventType, ReadOnlySpan<byte> content) =>
        eventType == SseParser.EventTypeDefault ? JsonSerializer.Deserialize<TRow>(content, ContractsJson.Lenient) : null;
}
