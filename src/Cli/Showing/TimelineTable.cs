using System.Globalization;
using System.Text.Json;
using Corporation.Cli.Terminals;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Spectre.Console;

namespace Corporation.Cli.Showing;

/// <summary>A mission's events as rows, with the time since the first.</summary>
internal sealed class TimelineTable
{
    private readonly int _width;
    private DateTimeOffset? _first;
    private bool _lastIsProgress;

    public TimelineTable(int width)
    {
        _width = width;
        Table = Tables.Create("AFTER", "EVENT", "TRY", "BY", "DETAILS");
        Table.Columns[0].RightAligned();
        for (var i = 0; i < 4; i++)
            Table.Columns[i].NoWrap = true;
    }

    public Table Table { get; }

    public void Add(MissionEventView happened)
    {
        var first = _first ??= happened.OccurredAt;
        var progress = happened.Event == MissionEventNames.Progressed;

        // A long handler reports hundreds of times; only the newest report of a row of them is worth a line.
        if (progress && _lastIsProgress)
            Table.RemoveRow(Table.Rows.Count - 1);
        _lastIsProgress = progress;

        Table.AddRow(
            new Text(RelativeTime.Duration(happened.OccurredAt - first)),
            new Markup(StateText.EventMarkup(happened.Event)),
            new Text(happened.Attempt == 0 ? "" : happened.Attempt.ToString(CultureInfo.InvariantCulture)),
            Tables.Cell(Cut(happened.Actor, 20)),
            Tables.Cell(Cut(Details(happened), Math.Max(60, _width - 20))));
    }

    /// <summary>The event as one line of plain text.</summary>
    public static string Line(MissionEventView happened, DateTimeOffset first)
    {
        var after = RelativeTime.Duration(happened.OccurredAt - first);
        var attempt = happened.Attempt == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"#{happened.Attempt}");
        return $"{after,8}  {happened.Event,-16} {attempt,-4} {happened.Actor,-12} {ControlCharacters.Strip(Details(happened))}".TrimEnd();
    }

    private static string Details(MissionEventView happened)
    {
        if (happened.Details is not { ValueKind: JsonValueKind.Object } details)
            return "";

        return string.Join(' ', details.EnumerateObject().Select(field => $"{field.Name}={Value(field.Value)}")).ReplaceLineEndings(" ");
    }

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.TryGetDateTimeOffset(out var time) => time.UtcDateTime.ToString("HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        JsonValueKind.String => value.GetString() ?? "",
        // An error: its sentence says more than its JSON.
        JsonValueKind.Object when value.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String => message.GetString() ?? "",
        _ => value.GetRawText(),
    };

    private static string Cut(string text, int max) => text.Length <= max ? text : string.Concat(text.AsSpan(0, max - 1), "…");
}
