using System.ComponentModel;
using Corporation.Contracts.Http;
using Corporation.Hq.Auditing;
using Corporation.Hq.Refusing;
using Microsoft.AspNetCore.Mvc;

namespace Corporation.Hq.Api;

/// <summary>Whether HQ keeps its promises.</summary>
internal static class InvariantRoutes
{
    private const int DefaultLimit = 20_000;
    private const int MaxLimit = 100_000;
    private const int DefaultGraceSeconds = 60;
    private const int MaxGraceSeconds = 86_400;

    public static void MapInvariantRoutes(this IEndpointRouteBuilder invariants) =>
        invariants.MapGet("", CheckAsync)
            .WithName("CheckInvariants")
            .WithSummary("Check missions and their events against what HQ promises")
            .WithDescription("Reads the store in order of the mission ids, without holding up anybody. Give next_after back as after, until there is none.")
            .Produces<InvariantPage>(200)
            .ProducesProblem(400).ProducesProblem(503);

    private static async Task<IResult> CheckAsync(
        HttpContext context,
        InvariantChecker checker,
        [Description("next_after of the page before.")] string? after,
        [Description("1 to 100,000 missions. Default 20,000.")] string? limit,
        [FromQuery(Name = "grace_seconds"), Description("How long something may be overdue, 0 to 86,400 seconds. Default 60.")] string? graceSeconds)
    {
        var errors = new InputErrors();
        var query = new QueryFields(context.Request, errors, "after", "limit", "grace_seconds");
        var size = (int)query.Whole("limit", 1, MaxLimit, DefaultLimit);
        var grace = query.Text("grace_seconds", 100) is null ? TimeSpan.FromSeconds(DefaultGraceSeconds) : query.Seconds("grace_seconds", MaxGraceSeconds);
        var position = Guid.Empty;
        if (query.Text("after", 100) is { } text && !Guid.TryParse(text, out position))
            errors.Add("after", $"must be a mission id, not '{Refusal.Shorten(text)}'.");

        return errors.Any ? errors.ToRefusal() : TypedResults.Ok(await checker.CheckAsync(position, size, grace, context.RequestAborted));
    }
}
