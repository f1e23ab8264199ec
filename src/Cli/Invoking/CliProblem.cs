using System.Text.Json;
using Corporation.Cli.Terminals;
using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Json;
using Corporation.Hq.BackingUp;

namespace Corporation.Cli.Invoking;

/// <summary>An error as the CLI reports it: a sentence for people, problem details (RFC 9457) for programs.</summary>
internal sealed record CliProblem
{
    public const string HqUnreachable = "urn:corporation:problem:hq-unreachable";
    public const string NodeCannotStart = "urn:corporation:problem:node-cannot-start";
    public const string DatabaseNotUsable = "urn:corporation:problem:database-not-usable";
    public const string Interrupted = "urn:corporation:problem:interrupted";

    public required string Type { get; init; }

    public required string Title { get; init; }

    public int? Status { get; init; }

    public string? Detail { get; init; }

    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    public required int ExitCode { get; init; }

    /// <summary>Null when the exception is a defect, which must stay visible.</summary>
    public static CliProblem? From(Exception exception) => exception switch
    {
        CliException cli => new() { Type = cli.Type, Title = cli.Message, ExitCode = cli.ExitCode },
        DatabaseException database => new()
        {
            Type = database.IsBadInput ? ProblemTypes.InvalidInput : DatabaseNotUsable,
            Title = database.Message,
            ExitCode = database.IsBadInput ? ExitCodes.BadInput : ExitCodes.HqNotReachable,
        },
        HqUnreachableException unreachable => new()
        {
            Type = HqUnreachable,
            Title = unreachable.Message,
            ExitCode = ExitCodes.HqNotReachable,
        },
        HqProblemException problem => new()
        {
            Type = problem.Type,
            Title = problem.Title,
            Status = problem.Status,
            Detail = problem.Detail,
            Errors = problem.Errors.Count == 0 ? null : problem.Errors,
            ExitCode = problem.Status >= 500 ? ExitCodes.HqNotReachable : ExitCodes.BadInput,
        },
        _ => null,
    };

    public static CliProblem FromParseErrors(IEnumerable<string> messages)
    {
        // A mistyped verb counts as missing too; what was mistyped is the better half of the news.
        var distinct = messages.Distinct().OrderBy(message => message.StartsWith("Required command", StringComparison.Ordinal)).ToList();

        return new()
        {
            Type = ProblemTypes.InvalidInput,
            Title = distinct.Count > 1 && distinct[^1].StartsWith("Required command", StringComparison.Ordinal)
                ? string.Join(" ", distinct[..^1])
                : string.Join(" ", distinct),
            ExitCode = ExitCodes.BadInput,
        };
    }

    public void Write(TextWriter error, bool json)
    {
        if (json)
        {
            error.WriteLine(JsonSerializer.Serialize(this, ContractsJson.Http));
            return;
        }

        // Much of it is what somebody answered in HQ's place, or what HQ says that somebody wrote.
        error.WriteLine(Plain($"error: {(Detail is null ? Title : $"{Title} {Detail}")}"));
        foreach (var (field, messages) in Errors ?? new Dictionary<string, string[]>())
            error.WriteLine(Plain($"  {field}: {string.Join(" ", messages)}"));
    }

    private static string Plain(string text) => ControlCharacters.Strip(text.ReplaceLineEndings(" "));
}
