using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;

namespace Corporation.TransportChaos.Invoking;

/// <summary>The options of <c>corp chaos transport</c>.</summary>
internal sealed class ChaosCommandLine
{
    private const int UsualMessages = 1_000_000;

    private readonly Option<bool> _json = new("--json") { Description = "The verdict as one JSON object, the last line of stdout; everything else goes to stderr" };
    private readonly Option<bool> _keep = new("--keep") { Description = "Keep the folder with the ledgers and logs of all processes; it is kept anyway when a promise was broken" };
    private readonly Option<int?> _messages = new("--messages")
    {
        Description = $"How many messages to send (1000 to 100000000), default {UsualMessages}",
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number is >= 1_000 and <= 100_000_000)
                return number;

            result.AddError($"--messages is '{text}', but must be a whole number from 1000 to 100000000.");
            return null;
        },
    };

    /// <summary>What can be done with the command line: parse it, show help, run with the number of messages, for programs, and with what is kept.</summary>
    public Command Create(Func<int, bool, bool, CancellationToken, Task<int>> run)
    {
        var transport = new Command(
            "transport",
            "Send messages over the Redis Streams transport while its processes and its server are killed, frozen and cut off all the time, and account "
                + "for every one. Starts redis-server itself (append-only file, flushed always). A million messages take about twenty minutes on two cores.")
        {
            _messages, _keep, _json,
        };
        transport.SetAction((parse, cancellationToken) =>
            run(parse.GetValue(_messages) ?? UsualMessages, parse.GetValue(_json), parse.GetValue(_keep), cancellationToken));

        // The names that people typed stand in the usage line.
        return new Command("corp") { new Command("chaos") { transport }, new HelpOption() };
    }

    /// <summary>True when the answer, or an error, is for a program.</summary>
    public bool IsForPrograms(ParseResult parse) => parse.GetResult(_json) is { Implicit: false };
}
