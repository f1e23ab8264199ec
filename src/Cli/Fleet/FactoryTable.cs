using Corporation.Cli.Showing;
using Corporation.Contracts.Http;
using Spectre.Console;

namespace Corporation.Cli.Fleet;

/// <summary>Factories as rows. At 80 columns the name, the status, the slots and when it was heard fit; more room shows more.</summary>
internal static class FactoryTable
{
    private const int RoomForMore = 110;

    public static Table Of(IReadOnlyList<FactoryView> factories, DateTimeOffset now, int width)
    {
        var wide = width >= RoomForMore;
        var table = wide ? Tables.Create("FACTORY", "STATUS", "SLOTS", "HEARD", "VERSION", "PROFILE", "WHY") : Tables.Create("FACTORY", "STATUS", "SLOTS", "HEARD", "WHY");
        foreach (var column in table.Columns)
            column.NoWrap = true;
        foreach (var factory in factories)
        {
            List<Spectre.Console.Rendering.IRenderable> cells =
            [
                Cut(factory.FactoryId),
                new Markup(FactoryText.Markup(factory.RegistrationStatus)),
                new Text(FactoryText.Slots(factory)),
                new Text(RelativeTime.Age(factory.LastSeenAt, now)),
            ];
            if (wide)
                cells.AddRange([Cut(factory.Version ?? ""), Cut(factory.DeploymentProfile)]);
            cells.Add(Cut(factory.StatusReason ?? ""));
            table.AddRow(cells);
        }

        return table;
    }

    private static Text Cut(string text)
    {
        var cell = Tables.Cell(text.ReplaceLineEndings(" "));
        cell.Overflow = Overflow.Ellipsis;
        return cell;
    }
}
