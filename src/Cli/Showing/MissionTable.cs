using System.Globalization;
using Corporation.Contracts.Http;
using Spectre.Console;

namespace Corporation.Cli.Showing;

/// <summary>Missions as rows. At 80 columns the id, the state, the kind and the age fit; more room shows more.</summary>
internal static class MissionTable
{
    private const int RoomForTask = 110;

    public static Table Of(IReadOnlyList<MissionView> missions, DateTimeOffset now, int width, bool showHeader)
    {
        var wide = width >= RoomForTask;
        var table = wide ? Tables.Create("ID", "STATE", "KIND", "AGE", "TRY", "PRIO", "TASK") : Tables.Create("ID", "STATE", "KIND", "AGE");
        table.ShowHeaders = showHeader;
        for (var i = 0; i < table.Columns.Count; i++)
            table.Columns[i].NoWrap = true;
        // Fixed widths, so that the pages of --all line up.
        table.Columns[0].Width = 36;
        table.Columns[1].Width = 13;
        table.Columns[3].Width = 4;

        foreach (var mission in missions)
        {
            List<Spectre.Console.Rendering.IRenderable> cells =
            [
                new Text(mission.JobId.ToString()),
                new Markup(StateText.Markup(mission.State)),
                Cut(mission.MissionKind),
                new Text(RelativeTime.Age(mission.CreatedAt, now)),
            ];
            if (wide)
                cells.AddRange([Number(mission.Attempt), Number(mission.Priority), Cut(mission.Error?.Message ?? mission.Task)]);
            table.AddRow(cells);
        }

        return table;
    }

    private static Text Number(int value) => new(value.ToString(CultureInfo.InvariantCulture));

    private static Text Cut(string text)
    {
        var cell = Tables.Cell(text.ReplaceLineEndings(" "));
        cell.Overflow = Overflow.Ellipsis;
        return cell;
    }
}
