using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using Corporation.TransportChaos.Running;

namespace Corporation.TransportChaos.Invoking;

/// <summary>The options of <c>corp chaos transport</c>.</summary>
internal sealed class ChaosCommandLine
{
    private const int UsualMessages = 1_000_000;

    private readonly Option<bool> _json = new("--json")
    {
        Description = "The verdict as one JSON object, the last line of stdout; everything else goes to stderr",
    };

    private readonly Option<bool> _keep = new("--keep")
    {
        Description = "Keep the folder with the ledgers and logs of all processes; it is kept anyway when a promise was broken",
    };

    private readonly Option<int?> _messages = Number("--messages", "N", $"How many messages to send, default {UsualMessages}", 1_000, 100_000_000);
    private readonly Option<int?> _seed = Number("--seed", "S", "Strikes as in the run that told this seed, default: another each time", 0, int.MaxValue);

    /// <summary>What can be done with the command line: parse it, show help, run.</summary>
    public Command Create(Func<ChaosPlan, bool, bool, CancellationToken, Task<int>> run)
    {
        var transport = new Command(
            "transport",
            "Send messages over the Redis Streams transport while its processes and its server are killed, frozen and cut off all the time, and account "
                + "for every one. Starts redis-server itself (append-only file, flushed always). A million messages take more than an hour on two cores.")
        {
            _messages, _seed, _keep, _json,
        };
        transport.SetAction((parse, cancellationToken) =>
            run(Plan(parse), parse.GetValue(_json), parse.GetValue(_keep), cancellationToken));

        // The names that people typed stand in the usage line.
        return new Command("corp") { new Command("chaos") { transport }, new HelpOption() };
    }

    /// <summary>True when the answer, or an error, is for a program.</summary>
    public bool IsForPrograms(ParseResult parse) => parse.GetResult(_json) is { Implicit: false };

    private ChaosPlan Plan(ParseResult parse) =>
        ChaosPlan.Long(parse.GetValue(_messages) ?? UsualMessages, parse.GetValue(_seed) ?? Random.Shared.Next());

    private static Option<int?> Number(string name, string helpName, string description, int min, int max) => new(name)
    {
        Description = $"{description} ({min} to {max})",
        HelpName = helpName,
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
