using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Corporation.Cli.Showing;
using Corporation.Contracts.Missions;

namespace Corporation.Cli.Reading;

/// <summary>The kinds of options and arguments that several verbs have, with the error texts for bad values.</summary>
internal static partial class Inputs
{
    public static Argument<Guid> MissionId() => new("ID")
    {
        Description = "The mission's id, as submit and list print it",
        CustomParser = result => ParseId(result.Tokens[0].Value, result.AddError),
    };

    public static Argument<Guid[]> MissionIds(ArgumentArity arity) => new("ID")
    {
        Description = "One or more mission ids",
        Arity = arity,
        CustomParser = result => [.. result.Tokens.Select(token => ParseId(token.Value, result.AddError))],
    };

    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = result => Read<TimeSpan>(result.Tokens[0].Value, name, DurationText.TryParse, DurationText.Rule, result.AddError),
    };

    public static Option<TimeSpan?> Duration(string name, string description, TimeSpan min, TimeSpan max) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Read<TimeSpan>(text, name, DurationText.TryParse, DurationText.Rule, result.AddError) is not { } duration)
                return null;
            if (duration >= min && duration <= max)
                return duration;

            result.AddError($"{name} is '{text}', but must be from {RelativeTime.Duration(min)} to {RelativeTime.Duration(max)}.");
            return null;
        },
    };

    public static Argument<string> FactoryId() => new("FACTORY")
    {
        Description = "The factory's name, as in 'corp fleet list'",
        CustomParser = result => ParseFactoryId(result.Tokens[0].Value, "FACTORY", result.AddError),
    };

    public static Option<string?> FactoryId(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => ParseFactoryId(result.Tokens[0].Value, name, result.AddError),
    };

    public static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result => Read<DateTimeOffset>(result.Tokens[0].Value, name, PointInTime.TryParseAbsolute, PointInTime.Rule, result.AddError),
    };

    public static Option<PointInTime?> Moment(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result => Read<PointInTime>(result.Tokens[0].Value, name, PointInTime.TryParse, PointInTime.Rule, result.AddError),
    };

    public static Option<int?> Number(string name, string description, int min, int max) => new(name)
    {
        Description = $"{description} ({min} to {max})",
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
                return number;

            result.AddError($"{name} is '{text}', but must be a whole number from {min} to {max}.");
            return null;
        },
    };

    public static Option<MissionLifeState[]> States() => new("--state")
    {
        Description = "Only these states; repeat it or separate them by commas",
        HelpName = "STATE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CompletionSources = { context => StateWords.Values.Select(word => new System.CommandLine.Completions.CompletionItem(word)) },
        CustomParser = result => [.. result.Tokens
            .SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries))
            .Select(word => ParseState(word, result.AddError))],
    };

    private static Dictionary<MissionLifeState, string> StateWords { get; } =
        Enum.GetValues<MissionLifeState>().ToDictionary(state => state, state => state.WireName());

    private delegate bool Parse<T>(string text, out T value);

    private static T? Read<T>(string text, string name, Parse<T> parse, string rule, Action<string> addError)
        where T : struct
    {
        if (parse(text, out var value))
            return value;

        addError($"{name} is '{text}', but {rule}.");
        return null;
    }

    // What HQ takes for one; it also keeps dots from becoming another path.
    private static string ParseFactoryId(string text, string name, Action<string> addError)
    {
        if (!LegalFactoryId().IsMatch(text))
        {
            addError(
                $"{name} is '{text}', but a factory's name is 1 to 100 letters, digits, dots, dashes and underscores and begins with a letter or digit. "
                + "'corp fleet list' shows them.");
        }

        return text;
    }

    private static Guid ParseId(string text, Action<string> addError)
    {
        if (!Guid.TryParse(text, out var id))
            addError($"'{text}' is not a mission id. An id looks like 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77; 'corp mission list' shows them.");
        return id;
    }

    private static MissionLifeState ParseState(string word, Action<string> addError)
    {
        foreach (var (state, name) in StateWords)
        {
            if (name == word)
                return state;
        }

        addError($"There is no state '{word}'. States: {string.Join(", ", StateWords.Values)}.");
        return default;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex LegalFactoryId();
}
