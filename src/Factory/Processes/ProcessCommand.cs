namespace Corporation.Factory.Processes;

/// <summary>A process to run.</summary>
internal sealed record ProcessCommand
{
    /// <summary>The full path of the program.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments, each passed as it is.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Where it runs.</summary>
    public required string Folder { get; init; }

    /// <summary>All variables that it sees.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>How much of the end of its output is kept, in characters per stream.</summary>
    public required int MaxTailLength { get; init; }

    /// <summary>Hears each line of output; true for stderr. Called from two threads.</summary>
    public Action<bool, string>? OnLine { get; init; }
}

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">Its exit code; 128 + n when signal n killed it.</param>
/// <param name="Stdout">The end of its stdout.</param>
/// <param name="Stderr">The end of its stderr.</param>
internal sealed record ProcessOutcome(int ExitCode, OutputTail Stdout, OutputTail Stderr);
