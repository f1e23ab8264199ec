using System.CommandLine;
using System.CommandLine.Parsing;

namespace Corporation.Cli.Invoking;

/// <summary>A command with examples in its help.</summary>
internal sealed class Verb : Command
{
    public Verb(string name, string description, params string[] examples)
        : base(name, description) => Examples = examples;

    public IReadOnlyList<string> Examples { get; }

    /// <summary>Adds arguments and options, in the order in which help shows them.</summary>
    public Verb With(params Symbol[] symbols)
    {
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                Arguments.Add(argument);
            else if (symbol is Option option)
                Options.Add(option);
            else
                Subcommands.Add((Command)symbol);
        }

        return this;
    }

    /// <summary>True when the option is in the command line, and not only there by its default.</summary>
    public static bool IsGiven(OptionResult? option) => option is { Implicit: false };

    /// <summary>Refuses two options in one command line.</summary>
    public Verb Either(Option one, Option other)
    {
        Validators.Add(result =>
        {
            if (IsGiven(result.GetResult(one)) && IsGiven(result.GetResult(other)))
                result.AddError($"{one.Name} and {other.Name} say the same in two ways; give one of them.");
        });
        return this;
    }
}
