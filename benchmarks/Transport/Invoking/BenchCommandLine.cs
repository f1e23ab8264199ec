using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Corporation.TransportBench.Planning;

namespace Corporation.TransportBench.Invoking;

/// <summary>The options of <c>corp bench transport</c>, and the plan that they make.</summary>
internal sealed class BenchCommandLine
{
    private static readonly string TransportWords = string.Join(", ", TransportKeys.All.Select(Word));

    private static readonly IReadOnlyDictionary<string, BenchPart> PartWords =
        Enum.GetValues<BenchPart>().ToDictionary(part => JsonNamingPolicy.KebabCaseLower.ConvertName(part.ToString()));

    private readonly Option<bool> _json = Flag("--json", "The results as one JSON object, the last line of stdout; tables go to stderr");
    private readonly Option<bool> _quick = Flag("--quick", "A short check that everything works; its figures mean nothing");
    private readonly Option<bool> _durable = Flag("--durable", "Throughput also with appendfsync always");
    private readonly Option<int?> _rounds = Number("--rounds", "Turns of each transport at each setting, default 5 (quick: 2)", 1, 100);
    private readonly Option<int?> _backlog = Number("--backlog", "Also the cost of a message with N of them queued", 100, 5_000_000);
    private readonly Option<int?> _soak = Number("--soak", "Also memory over N messages of each transport", 1_000, 1_000_000_000);
    private readonly Option<int?> _endpoints = Number("--endpoints", "Also idle cost and latency with N receive endpoints", 2, 20_000);
    private readonly Option<string[]> _only = new("--only")
    {
        Description = $"Only these transports ({TransportWords}) and parts ({string.Join(", ", PartWords.Keys)}); separate them by commas",
        HelpName = "NAME",
        CustomParser = result => [.. Words(result.Tokens).Select(word => Check(word, result.AddError))],
    };

    /// <summary>What can be done with the command line: parse it, show help, run.</summary>
    public Command Create(Func<BenchPlan, CancellationToken, Task<int>> run)
    {
        var transport = new Command(
            "transport",
            "Measure the Redis Streams transport beside MassTransit's in-memory and RabbitMQ transports and bare Redis commands. "
                + "Starts redis-server and rabbitmq-server itself; takes about twelve minutes on two cores.")
        {
            _json, _quick, _only, _rounds, _durable, _backlog, _soak, _endpoints,
        };
        transport.Validators.Add(result =>
        {
            foreach (var option in (ReadOnlySpan<Option<int?>>)[_backlog, _soak, _endpoints])
                CheckSize(result, option);
        });
        transport.SetAction((parse, cancellationToken) => run(Plan(parse), cancellationToken));

        // The names that people typed stand in the usage line.
        return new Command("corp") { new Command("bench") { transport }, new HelpOption() };
    }

    /// <summary>True when the answer, or an error, is for a program.</summary>
    public bool IsForPrograms(ParseResult parse) => parse.GetResult(_json) is { Implicit: false };

    private BenchPlan Plan(ParseResult parse)
    {
        var only = parse.GetValue(_only) ?? [];
        var transports = TransportKeys.All.Where(key => only.Contains(Word(key))).ToList();
        var parts = only.Where(PartWords.ContainsKey).Select(word => PartWords[word]).ToHashSet();
        var quick = parse.GetValue(_quick);
        return new BenchPlan
        {
            Transports = transports.Count == 0 ? TransportKeys.All : transports,
            Parts = parts.Count == 0 ? EverythingAskedFor(parse) : parts,
            Json = parse.GetValue(_json),
            Quick = quick,
            Durable = parse.GetValue(_durable),
            Rounds = parse.GetValue(_rounds) ?? (quick ? 2 : 5),
            BacklogMessages = parse.GetValue(_backlog) ?? 0,
            SoakMessages = parse.GetValue(_soak) ?? 0,
            Endpoints = parse.GetValue(_endpoints) ?? 0,
        };
    }

    private HashSet<BenchPart> EverythingAskedFor(ParseResult parse)
    {
        HashSet<BenchPart> parts = [BenchPart.Throughput, BenchPart.Latency, BenchPart.Idle];
        if (parse.GetValue(_backlog) is not null)
            parts.Add(BenchPart.Backlog);
        if (parse.GetValue(_soak) is not null)
            parts.Add(BenchPart.Soak);
        if (parse.GetValue(_endpoints) is not null)
            parts.Add(BenchPart.Endpoints);

        return parts;
    }

    /// <summary>A part that needs a size is measured when the size is given, and when <c>--only</c> doesn't leave it out.</summary>
    private void CheckSize(CommandResult result, Option option)
    {
        // The words themselves: the option's value would throw when there is a wrong one among them, which is reported anyway.
        var only = Words(result.GetResult(_only)?.Tokens ?? []).Where(PartWords.ContainsKey).ToList();
        var part = option.Name.TrimStart('-');
        var given = result.GetResult(option) is not null;
        if (only.Contains(part) && !given)
            result.AddError($"--only names '{part}', but says not how many: add {option.Name} N.");
        else if (given && only.Count > 0 && !only.Contains(part))
            result.AddError($"{option.Name} asks for what --only leaves out: add '{part}' to --only, or drop {option.Name}.");
    }

    private static string Word(string key) => key.Replace('_', '-');

    private static IEnumerable<string> Words(IEnumerable<Token> tokens) =>
        tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(Word);

    private static string Check(string word, Action<string> addError)
    {
        if (!PartWords.ContainsKey(word) && !TransportKeys.All.Select(Word).Contains(word))
            addError($"--only is '{word}'; there are the transports {TransportWords}, and the parts {string.Join(", ", PartWords.Keys)}.");
        return word;
    }

    private static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    private static Option<int?> Number(string name, string description, int min, int max) => new(name)
    {
        Description = $"{description} ({min} to {max})",
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
            if (isNumber && number >= min && number <= max)
                return number;

            result.AddError($"{name} is '{text}', but must be a whole number from {min} to {max}.");
            return null;
        },
    };
}
