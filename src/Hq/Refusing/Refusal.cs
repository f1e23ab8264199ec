using Corporation.Contracts.Http;
using Corporation.Contracts.Json;

namespace Corporation.Hq.Refusing;

/// <summary>A "no" with problem details (RFC 9457).</summary>
internal sealed record Refusal(int Status, string Type, string Title, string? Detail = null) : IResult
{
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>For an unexpected failure: what finds it in HQ's log.</summary>
    public string? TraceId { get; init; }

    /// <summary>When it is worth trying again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static Refusal MissionNotFound(string id) => new(
        404,
        ProblemTypes.NotFound,
        "There is no such mission.",
        Guid.TryParse(id, out _)
            ? $"No mission has the id {id}. List missions with GET /api/v1/missions."
            : $"'{Shorten(id)}' is not a mission id; those are UUIDs, as in the answer to a submit.");

    public static Refusal Conflict(string? explanation) => new(
        409, ProblemTypes.IllegalState, "The mission's state does not allow it.", explanation);

    public static Refusal TooLarge(long limit, long? size) => new(
        413,
        ProblemTypes.TooLarge,
        "The body is over the size limit.",
        size is null
            ? $"The body is over the limit of {limit:N0} bytes. Send less, or put big inputs where the handler can fetch them."
            : $"The body has {size:N0} bytes; the limit is {limit:N0}. Send less, or put big inputs where the handler can fetch them.");

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } retryAfter)
            response.Headers.RetryAfter = ((int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);

        if (HttpMethods.IsHead(httpContext.Request.Method))
            return;

        var body = new ProblemBody(Type, Title, Status, Detail, Errors, TraceId);
        await response.WriteAsJsonAsync(body, ContractsJson.Http, "application/problem+json", httpContext.RequestAborted);
    }

    public static string Shorten(string value) => value.Length <= 60 ? value : value[..60] + "…";

    private sealed record ProblemBody(
        string Type, string Title, int Status, string? Detail, IReadOnlyDictionary<string, string[]>? Errors, string? TraceId);
}
