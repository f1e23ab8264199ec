using System.Globalization;
using Corporation.Cli.Invoking;
using Spectre.Console;

namespace Corporation.Cli.Showing;

/// <summary>Consoles for people: colours and live drawing on a terminal, plain text elsewhere.</summary>
internal static class Screens
{
    /// <summary>Columns when nobody knows better: what a mail, a log and a small terminal can show.</summary>
    public const int DefaultWidth = 80;

    public static IAnsiConsole Create(TextWriter writer, bool isTerminal, bool colors, int width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal && colors ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;
        return console;
    }

    /// <summary>COLUMNS, as shells and CI systems set it, else <see cref="DefaultWidth"/>.</summary>
    public static int RedirectedWidth(CliWorld world) =>
        int.TryParse(world.Variable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns is >= 40 and <= 1000
            ? columns
            : DefaultWidth;
}
