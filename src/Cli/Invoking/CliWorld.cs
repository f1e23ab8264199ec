using Corporation.Client;

namespace Corporation.Cli.Invoking;

/// <summary>All that a command may touch of the world outside; tests put their own in its place.</summary>
internal sealed record CliWorld
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required TextReader In { get; init; }

    public required bool OutIsTerminal { get; init; }

    public required bool ErrorIsTerminal { get; init; }

    public required bool InIsTerminal { get; init; }

    /// <summary>The size of the terminal as it is now; null when there is none.</summary>
    public Func<(int Columns, int Lines)?> Window { get; init; } = static () => null;

    /// <summary>Reads an environment variable.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Opens a client for one HQ. Connecting happens with the first call.</summary>
    public required Func<Uri, IMissionClient> Connect { get; init; }

    /// <summary>The same for what concerns factories.</summary>
    public Func<Uri, IFleetClient> ConnectFleet { get; init; } = MissionClientModule.ConnectFleet;

    public required TimeProvider Time { get; init; }
}
