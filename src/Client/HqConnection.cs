using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Corporation.Contracts.Json;

namespace Corporation.Client;

/// <summary>Asks HQ and turns every way of failing into one of two exceptions.</summary>
internal sealed class HqConnection
{
    private const int MaxTries = 3;

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    public HqConnection(HttpClient http, TimeProvider time)
    {
        if (http.BaseAddress is not { IsAbsoluteUri: true } address)
            throw new ArgumentException("The HttpClient has no BaseAddress; set it to HQ's URL, as in http://127.0.0.1:7400.", nameof(http));

        // Without the slash, the last part of a path would be replaced by what follows.
        Address = address.AbsoluteUri.EndsWith('/') ? address : new(address.AbsoluteUri + "/");
        (_http, Time) = (http, time);
    }

    public Uri Address { get; }

    public TimeProvider Time { get; }

    public async Task<TAnswer> GetAsync<TAnswer>(string path, TimeSpan patience, CancellationToken cancellationToken) =>
        (await SendAsync<TAnswer>(() => new(HttpMethod.Get, new Uri(Address, path)), patience, MaxTries, cancellationToken)).Answer;

    public Task<(HttpStatusCode Status, TAnswer Answer)> PostAsync<TBody, TAnswer>(
        string path, TBody body, bool mayRepeat, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(body, ContractsJson.Http);
        return SendAsync<TAnswer>(Request, TimeSpan.Zero, mayRepeat ? MaxTries : 1, cancellationToken);

        HttpRequestMessage Request() => new(HttpMethod.Post, new Uri(Address, path))
        {
            Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
    }

    /// <summary>Opens a stream: one try, no limit on how long it stays open.</summary>
    public async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AnswerTimeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.IsSuccessStatusCode)
                return response;

            using (response)
                throw HqAnswers.Refused(Address, request, response, await response.Content.ReadAsByteArrayAsync(either.Token));
        }
        catch (Exception exception) when (Unreachable(exception, cancellationToken) is { } cause)
        {
            throw new HqUnreachableException(Address, cause);
        }
    }

    public Task PauseAsync(int failures, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(Math.Min(5_000, 200 << Math.Min(failures, 5)) * (0.75 + (Random.Shared.NextDouble() / 2))), Time, cancellationToken);

    private async Task<(HttpStatusCode Status, TAnswer Answer)> SendAsync<TAnswer>(
        Func<HttpRequestMessage> request, TimeSpan patience, int maxTries, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync<TAnswer>(request(), AnswerTimeout + patience, cancellationToken);
            }
            catch (Exception exception) when (attempt < maxTries && MayPass(exception))
            {
                await PauseAsync(attempt - 1, cancellationToken);
            }
        }
    }

    private async Task<(HttpStatusCode Status, TAnswer Answer)> TryAsync<TAnswer>(
        HttpRequestMessage message, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var request = message;
        using var limit = new CancellationTokenSource(timeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token);
            return response.IsSuccessStatusCode
                ? (response.StatusCode, HqAnswers.Read<TAnswer>(Address, request, response, body))
                : throw HqAnswers.Refused(Address, request, response, body);
        }
        catch (Exception exception) when (Unreachable(exception, cancellationToken) is { } cause)
        {
            throw new HqUnreachableException(Address, cause);
        }
    }

    /// <summary>What may be better a moment later.</summary>
    private static bool MayPass(Exception exception) => exception is HqUnreachableException or HqProblemException { Status: 503 };

    private static Exception? Unreachable(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        _ when cancellationToken.IsCancellationRequested => null,
        HttpRequestException or IOException => exception,
        OperationCanceledException => new TimeoutException("it accepted the call, but gave no answer in time", exception),
        _ => null,
    };
}
