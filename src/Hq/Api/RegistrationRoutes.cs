using System.Text.Json;
using Corporation.Contracts.Announcing;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;
using Corporation.Hq.Fleet;
using Corporation.Hq.Refusing;
using Corporation.Hq.Submitting;
using Corporation.Runtime.Roles;
using Corporation.Sagas.FactoryLife;

namespace Corporation.Hq.Api;

/// <summary>
/// The registration route of the fleet before this one: its factories post here every minute and need not be changed. It feeds the same machine as heartbeats.
/// </summary>
internal static class RegistrationRoutes
{
    private const int MaxBodyBytes = 256 * 1024;
    private const int MaxWords = 500;
    private const int MaxMetadataLength = 64 * 1024;
    private const int MaxMetadataDepth = 20;

    private static readonly string[] Fields =
        ["factory_id", "factory_role", "deployment_profile", "registration_status", "heartbeat_latency_ms", "capabilities", "metadata"];

    // What such a factory may say of itself; stale is what HQ finds out.
    private static readonly Dictionary<string, FactoryStatus> Statuses = new(StringComparer.Ordinal)
    {
        ["online"] = FactoryStatus.Online,
        ["paused"] = FactoryStatus.Paused,
        ["draining"] = FactoryStatus.Draining,
        ["offline"] = FactoryStatus.Offline,
    };

    public static void MapRegistrationRoutes(this RouteGroupBuilder registrations)
    {
        registrations.AddEndpointFilter(static async (invocation, next) =>
            invocation.HttpContext.RequestServices.GetRequiredService<RolePolicy>().Role is FactoryRole.Headquarters
                ? await next(invocation)
                : new Refusal(403, ProblemTypes.NotInThisRole, "Only a headquarters keeps registrations.", "This process has another FACTORY_ROLE; its own factory is at GET /api/v1/factories."));
        registrations.MapNewest()
            .WithName("ListRegistrations").WithSummary("List the factories, as the fleet before this one does")
            .Produces<FactoryList>(200).ProducesProblem(400).ProducesProblem(403).ProducesProblem(503);
        registrations.MapPost("", RegisterAsync)
            .WithName("RegisterFactory").WithSummary("Register a factory of the fleet before this one; it does so every minute")
            .Accepts<JsonElement>("application/json")
            .Produces<RegistrationOutcome>(200).ProducesProblem(400).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422).ProducesProblem(503);
        registrations.MapDelete("/{id}", DeleteAsync)
            .WithName("DeleteRegistration").WithSummary("Remove a factory that is offline")
            .Produces<ForgetOutcome>(200).ProducesProblem(400).ProducesProblem(403).ProducesProblem(409).ProducesProblem(503);
    }

    private static async Task<IResult> RegisterAsync(HttpContext context, FactoryEar ear, FleetBook book)
    {
        var (body, refusal) = await JsonBody.ReadAsync(context, MaxBodyBytes);
        if (refusal is not null)
            return refusal;

        using (body)
        {
            var errors = new InputErrors();
            _ = new QueryFields(context.Request, errors);
            var heard = Read(body!.RootElement, context.Connection.RemoteIpAddress?.ToString(), errors, out var lacksId);
            if (heard is null)
                return errors.ToRefusal() with { Status = lacksId ? 400 : 422 };

            var answer = await ear.AskAsync(heard, context.RequestAborted);
            if (answer.NewestEpoch > 0)
            {
                return new Refusal(409, ProblemTypes.IllegalState, "The name is taken.",
                    $"A factory '{heard.FactoryId}' is known that beats over the bus. Give this one another UA_FACTORY_ID; two machines must not share a name.");
            }

            return TypedResults.Ok(new RegistrationOutcome(true, (await book.FindAsync(heard.FactoryId, context.RequestAborted))!)); // It has just been stored.
        }
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, string id, FleetDesk desk)
    {
        var errors = new InputErrors();
        _ = new QueryFields(context.Request, errors);
        if (errors.Any)
            return errors.ToRefusal();

        var outcome = await desk.ForgetAsync(id, CommandRoutes.Actor, null, context.RequestAborted);
        return outcome.Verdict switch
        {
            OrderVerdict.Refused => ControlRoutes.StillThere(id),
            OrderVerdict.NotFound => TypedResults.Ok(new ForgetOutcome(true, id, 0)),
            _ => TypedResults.Ok(new ForgetOutcome(true, id, 1)),
        };
    }

    private static HearFactory? Read(JsonElement body, string? peer, InputErrors errors, out bool lacksId)
    {
        lacksId = false;

        // A newer factory of that fleet may send more; what is not known is left.
        string[] known = body.ValueKind is JsonValueKind.Object ? [.. Fields, .. body.EnumerateObject().Select(static field => field.Name)] : Fields;
        if (BodyFields.Open(body, "", known, errors) is not { } fields)
            return null;

        var id = fields.Text("factory_id", 100);
        if (id is null)
        {
            lacksId = errors.Count == 0 || IsBlank(body);
            fields.Missing("factory_id", "the factory's own name; without it a misconfigured machine would pass for another one");
        }
        else if (!AnnouncementCheck.IsLegalId(id))
        {
            lacksId = true;
            errors.Add("factory_id", $"'{Refusal.Shorten(id)}' must be 1 to 100 letters, digits, dots, dashes and underscores, and begin with a letter or digit.");
        }

        var role = fields.Text("factory_role", 40) ?? RolePolicy.Of(FactoryRole.LocalWorker).Name;
        if (RolePolicy.All.All(policy => policy.Name != role))
            errors.Add("factory_role", $"'{Refusal.Shorten(role)}' is not a role. Roles: {string.Join(", ", RolePolicy.All.Select(static policy => policy.Name))}.");
        var profile = fields.Text("deployment_profile", 40) ?? "local_workstation";
        var word = (fields.Text("registration_status", 40) ?? "online").ToLowerInvariant();
        if (!Statuses.TryGetValue(word, out var status))
            errors.Add("registration_status", $"'{Refusal.Shorten(word)}' is nothing that a factory may say of itself. Known: {string.Join(", ", Statuses.Keys)}.");
        var report = new FactoryReport
        {
            HeartbeatLatencyMs = fields.Seconds("heartbeat_latency_ms", 0, 86_400_000),
            Capabilities = ReadWords(fields, errors),
            Metadata = ReadMetadata(fields, peer, errors),
        };
        return errors.Any
            ? null
            : new HearFactory
            {
                FactoryId = id!,
                Cause = HeartbeatCause.Interval,
                Source = FactorySources.Registration,
                Role = role,
                DeploymentProfile = profile,
                IntervalSeconds = 60,
                Report = JsonSerializer.Serialize(report),
                Mode = status switch
                {
                    FactoryStatus.Paused => FactoryMode.Paused,
                    FactoryStatus.Draining => FactoryMode.Draining,
                    _ => FactoryMode.Active,
                },
                ClaimedStatus = status,
            };
    }

    private static bool IsBlank(JsonElement body) => body.TryGetProperty("factory_id", out var id) && id.ValueKind is JsonValueKind.String && string.IsNullOrWhiteSpace(id.GetString());

    private static string[] ReadWords(BodyFields fields, InputErrors errors)
    {
        if (fields.Find("capabilities") is not { } words)
            return [];
        if (words.ValueKind is JsonValueKind.Array && words.GetArrayLength() <= MaxWords
            && words.EnumerateArray().All(static word => word.ValueKind is JsonValueKind.String && word.GetString()!.Length <= 200))
            return [.. words.EnumerateArray().Select(static word => word.GetString()!)];

        errors.Add("capabilities", $"must be a list of at most {MaxWords} strings of at most 200 characters.");
        return [];
    }

    private static bool IsDeeper(JsonElement json, int levels) => levels == 0
        ? json.ValueKind is JsonValueKind.Object or JsonValueKind.Array
        : json.ValueKind switch
        {
            JsonValueKind.Object => json.EnumerateObject().Any(field => IsDeeper(field.Value, levels - 1)),
            JsonValueKind.Array => json.EnumerateArray().Any(item => IsDeeper(item, levels - 1)),
            _ => false,
        };

    private static JsonElement? ReadMetadata(BodyFields fields, string? peer, InputErrors errors)
    {
        var metadata = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (fields.Find("metadata") is { } said)
        {
            if (said.ValueKind is not JsonValueKind.Object)
            {
                errors.Add("metadata", $"must be a JSON object, not {BodyFields.Describe(said)}.");
                return null;
            }

            if (said.GetRawText().Length > MaxMetadataLength || IsDeeper(said, MaxMetadataDepth))
            {
                errors.Add("metadata", $"must be at most {MaxMetadataLength} characters long and nested {MaxMetadataDepth} deep: everybody who lists factories gets it.");
                return null;
            }

            foreach (var field in said.EnumerateObject())
                metadata[field.Name] = field.Value.Clone();
        }

        metadata.TryAdd("remote_host", JsonSerializer.SerializeToElement(peer));
        return JsonSerializer.SerializeToElement(metadata);
    }
}
