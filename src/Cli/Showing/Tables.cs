using Corporation.Cli.Terminals;
using Spectre.Console;

namespace Corporation.Cli.Showing;

/// <summary>How every table looks: no lines, short headers, two columns of air.</summary>
internal static class Tables
{
    public static Table Create(params string[] headers)
    {
        var table = new Table().NoBorder();
        foreach (var header in headers)
            table.AddColumn(new TableColumn($"[bold]{header}[/]") { Padding = new Padding(0, 0, 2, 0) });
        table.Columns[^1].Padding = new Padding(0);
        return table;
    }

    /// <summary>Two columns, name and value.</summary>
    public static Grid Sheet()
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        grid.AddColumn(new GridColumn { Padding = new Padding(0) });
        return grid;
    }

    public static void AddFact(Grid sheet, string name, string value) => sheet.AddRow(new Markup($"[grey]{name}[/]"), Cell(value));

    public static void AddMarkupFact(Grid sheet, string name, string markup) => sheet.AddRow($"[grey]{name}[/]", markup);

    /// <summary>Text as it is: no markup, no control characters.</summary>
    public static Text Cell(string text) => new(ControlCharacters.Strip(text));
}
