using Corporation.Cli.Invoking;

namespace Corporation.Cli.Striking;

/// <summary><c>corp chaos</c>: programs of their own, since they start and kill servers and processes, which has no place in the CLI.</summary>
internal static class ChaosVerb
{
    private const string HowToStrikeFleet =
        "The launcher ./corp runs this, a program of its own: give it as './corp chaos' with the options last. "
        + "Without bash: dotnet run -c Release --project tests/FleetChaos -- --help";

    private const string HowToStrikeTransport =
        "The launcher ./corp runs this, a program of its own: give it as './corp chaos transport' with the options last. "
        + "Without bash: dotnet run -c Release --project tests/TransportChaos -- --help";

    public static Verb Create(VerbRunner runner)
    {
        var fleet = new Verb(
            "chaos",
            "Kill what works, and account for every mission (by the launcher ./corp)",
            "./corp chaos --missions 2000 --seed 1 --json",
            "./corp chaos transport --messages 50000") { TreatUnmatchedTokensAsErrors = false };
        return runner.Bind(fleet, (_, _) => throw CliException.BadInput(HowToStrikeFleet)).With(CreateTransport(runner));
    }

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
