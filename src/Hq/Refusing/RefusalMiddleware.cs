using System.Diagnostics;
using Corporation.Contracts.Http;
using Corporation.Hq.Diagnostics;
using Corporation.SagaStore.Writing;
using Microsoft.AspNetCore.Http.Features;

namespace Corporation.Hq.Refusing;

/// <summary>Turns whatever escapes a route into problem details; never a stack trace.</summary>
internal sealed class RefusalMiddleware(RequestDelegate next, ILogger<RefusalMiddleware> logger)
{
    private static readonly TimeSpan StoreRetryAfter = TimeSpan.FromSeconds(2);

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone: nobody is there to be answered, and nothing is wrong here.
            if (!context.Response.HasStarted)
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await Explain(context, exception).ExecuteAsync(context);
            return;
        }
        catch (Exception exception)
        {
            Log.AnswerCutShort(logger, exception, context.Request.Method, context.Request.Path);
            context.Features.Get<IHttpRequestLifetimeFeature>()?.Abort();
            return;
        }

        if (UnexplainedStatus(context) is { } refusal)
            await refusal.ExecuteAsync(context);
    }

    private Refusal Explain(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case StoreUnavailableException unavailable:
                Log.StoreUnavailable(logger, context.Request.Method, context.Request.Path, unavailable.Message);
                return new(503, ProblemTypes.StoreUnavailable, TitleOf(unavailable), unavailable.Message)
                {
                    RetryAfter = StoreRetryAfter,
                };
            case MassTransit.ConnectionException or RedisStreams.RedisStreamsException:
                Log.BusUnavailable(logger, context.Request.Method, context.Request.Path, exception.Message);
                return new(503, ProblemTypes.BusUnavailable, "The bus did not do it.", exception.Message) { RetryAfter = StoreRetryAfter };
            case BadHttpRequestException { StatusCode: 413 }:
                return Refusal.TooLarge(context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? 0, context.Request.ContentLength);
            case BadHttpRequestException bad:
                return new(bad.StatusCode, ProblemTypes.InvalidInput, "The request can't be read.", bad.Message);
            default:
                var traceId = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
                Log.RequestFailed(logger, exception, context.Request.Method, context.Request.Path, traceId);
                return new(500, ProblemTypes.Internal, "HQ failed to do this; it is a defect.", $"HQ's log has the details under trace id {traceId}.")
                {
                    TraceId = traceId,
                };
        }
    }

    private static string TitleOf(StoreUnavailableException unavailable) => unavailable.IsOutcomeUnknown
        ? "The state store went away while the change was committed; it may or may not have been made."
        : "The state store is not available; nothing was changed.";

    /// <summary>Routing answers unknown routes and methods with a bare status.</summary>
    private static Refusal? UnexplainedStatus(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (response.HasStarted || response.ContentLength is not null || response.ContentType is not null)
            return null;

        return response.StatusCode switch
        {
            404 => new(404, ProblemTypes.NotFound, "There is no such route.", $"{request.Method} {request.Path} does not exist. /scalar shows those that do."),
            405 => new(405, ProblemTypes.MethodNotAllowed, "The route does not have this method.",
                $"{request.Path} does not take {request.Method}; it takes {response.Headers.Allow}."),
            415 => new(415, ProblemTypes.UnsupportedMediaType, "The body must be JSON.",
                $"The content type is '{Refusal.Shorten(request.ContentType ?? "")}'; send 'application/json' in UTF-8."),
            _ => null,
        };
    }
}
