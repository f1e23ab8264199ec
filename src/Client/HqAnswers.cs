using System.Net;
using System.Text;
using System.Text.Json;
using Corporation.Contracts.Json;

namespace Corporation.Client;

/// <summary>Reads what HQ, or something that only answers in its place, has said.</summary>
internal static class HqAnswers
{
    private static readonly Dictionary<string, string[]> NoErrors = [];

    /// <exception cref="HqUnreachableException">The answer is not one of HQ's.</exception>
    public static TAnswer Read<TAnswer>(Uri hq, HttpRequestMessage request, HttpResponseMessage response, byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<TAnswer>(body, ContractsJson.Lenient) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new HqUnreachableException(hq, Foreign(request, response, body, exception));
        }
    }

    /// <summary>The exception for an answer that is not a success.</summary>
    public static Exception Refused(Uri hq, HttpRequestMessage request, HttpResponseMessage response, byte[] body)
    {
        try
        {
            if (IsJson(response) && JsonSerializer.Deserialize<Problem>(body, ContractsJson.Lenient) is { Type: { } type, Title: { } title } problem)
                return new HqProblemException((int)response.StatusCode, type, title, problem.Detail, problem.Errors ?? NoErrors);
        }
        catch (JsonException)
        {
            // Not HQ's words, then; the answer below says what it was.
        }

        return new HqUnreachableException(hq, Foreign(request, response, body, null));
    }

    private static bool IsJson(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) == true;

    private static InvalidDataException Foreign(HttpRequestMessage request, HttpResponseMessage response, byte[] body, Exception? inner)
    {
        var text = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 100))).ReplaceLineEndings(" ");

        // It may come from anybody, and is bound for a terminal or a log.
        text = new string([.. text.Select(static character => char.IsControl(character) ? '\uFFFD' : character)]);
        var redirect = response.StatusCode is >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest ? $" to {response.Headers.Location}" : "";
        return new(
            $"{request.Method} {request.RequestUri?.AbsolutePath} was answered {(int)response.StatusCode}{redirect} with "
            + $"{response.Content.Headers.ContentType?.MediaType ?? "no content type"}, which is no answer of HQ: '{text}'",
            inner);
    }

    private sealed record Problem(
        string? Type = null, string? Title = null, string? Detail = null, Dictionary<string, string[]>? Errors = null);
}
