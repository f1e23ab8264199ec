using Corporation.Factory.Processes;
using Corporation.Factory.Settings;

namespace Corporation.Factory.ShellRunning;

/// <summary>What a <c>shell_task</c> may ask for. A refusal is final: a retry would ask for the same.</summary>
internal static class ShellTaskRules
{
    public const int MaxArguments = 1_000;
    public const int MaxArgumentsLength = 100_000;
    public const int MaxVariables = 100;

    public static string? ErrorOf(ShellTask input, ShellOptions options)
    {
        if (input.Command.Count == 0)
            return "command is empty; give the program and its arguments.";
        if (input.Command.Count > MaxArguments)
            return $"command has {input.Command.Count} parts; at most {MaxArguments} are allowed.";
        if (input.Command.Any(part => part is null || part.Contains('\0', StringComparison.Ordinal)))
            return "command has a part that is null or has a NUL character.";
        if (input.Command.Sum(part => part.Length) is var length and > MaxArgumentsLength)
            return $"command has {length} characters; at most {MaxArgumentsLength} are allowed.";
        return ErrorOfProgram(input.Command[0], options) ?? ErrorOfEnvironment(input.Environment);
    }

    private static string? ErrorOfProgram(string program, ShellOptions options)
    {
        // Compared as it is written: "./git", "/opt/git" and "git/../sh" are other programs than "git".
        if (options.EffectiveAllowedCommands.Contains(program, StringComparer.Ordinal))
            return null;
        var allowed = string.Join(", ", options.EffectiveAllowedCommands.Order(StringComparer.Ordinal));
        return $"Program '{program}' is not on this factory's allow-list ({(allowed.Length > 0 ? allowed : "which is empty")}); "
            + "whoever runs the factory can allow it in Factory:Shell:AllowedCommands (a list there replaces the default one).";
    }

    private static string? ErrorOfEnvironment(IReadOnlyDictionary<string, string>? environment)
    {
        if (environment is null)
            return null;
        if (environment.Count > MaxVariables)
            return $"environment has {environment.Count} variables; at most {MaxVariables} are allowed.";
        foreach (var (name, value) in environment)
        {
            if (!ScrubbedEnvironment.IsLegalName(name))
                return $"environment has the name '{name}'; a name is a letter or underscore followed by letters, digits and underscores.";
            if (ScrubbedEnvironment.IsReserved(name))
                return $"environment may not set '{name}': the factory sets it, or it makes programs load other code.";
            if (value is null || value.Length > ScrubbedEnvironment.MaxValueLength || value.Contains('\0', StringComparison.Ordinal))
                return $"environment has a value for '{name}' that is null, has a NUL character or is over {ScrubbedEnvironment.MaxValueLength} characters.";
        }

        return null;
    }
}
