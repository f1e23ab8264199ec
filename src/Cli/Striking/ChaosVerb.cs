using Corporation.Cli.Invoking;

namespace Corporation.Cli.Striking;

/// <summary><c>corp chaos</c>.</summary>
internal static class ChaosVerb
{
    private const string HowToStrikeTransport =
        "The launcher ./corp runs this, a program of its own: give it as './corp chaos transport' with the options last. "
        + "Without bash: dotnet run -c Release --project tests/TransportChaos -- --help";

    public static Verb Create(VerbRunner runner) =>
        new Verb("chaos", "Kill what works, and account for every message", "./corp chaos transport --messages 50000").With(CreateTransport(runner));

    // It starts and kills servers and processes, which has no place in the CLI.
    private static Verb CreateTransport(VerbRunner runner)
    {
        var verb = new Verb(
            "transport",
            "Send over the Redis Streams transport while processes and server are killed (by the launcher ./corp)",
            "./corp chaos transport --json",
            "./corp chaos transport --messages 50000 --seed 7") { TreatUnmatchedTokensAsErrors = false };

        return runner.Bind(verb, (_, _) => throw CliException.BadInput(HowToStrikeTransport));
    }
}
