using System.Globalization;
using Corporation.Cli.Showing;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Spectre.Console;

namespace Corporation.Cli.Demonstrating;

/// <summary>What the demo has seen so far, as a table: one row per story, one for the many small missions.</summary>
internal sealed class DemoBoard
{
    private readonly Lock _gate = new();
    private readonly List<Row> _rows = [];
    private readonly Dictionary<Guid, string> _last = [];
    private readonly HashSet<Guid> _small = [];
    private int _smallDone;

    public int DeadLetters { get; private set; }

    public void AddStory(Guid jobId, string title, string plan)
    {
        lock (_gate)
            _rows.Add(new Row(jobId, title, plan));
    }

    public void AddSmall(IEnumerable<Guid> jobIds)
    {
        lock (_gate)
        {
            _small.UnionWith(jobIds);
            _smallDone = _small.Count(id => _last.GetValueOrDefault(id) == MissionEventNames.Succeeded);
        }
    }

    public void Note(MissionEventView happened)
    {
        lock (_gate)
        {
            if (happened.Event is MissionEventNames.DeadLettered)
                DeadLetters++;
            if (happened.Event is MissionEventNames.Succeeded && _small.Contains(happened.JobId))
                _smallDone++;
            // These two say nothing about where a mission stands.
            if (happened.Event is not (MissionEventNames.Progressed or MissionEventNames.LateResult))
                _last[happened.JobId] = happened.Event;
        }
    }

    public string? TitleOf(Guid jobId)
    {
        lock (_gate)
            return _rows.Find(row => row.JobId == jobId)?.Title;
    }

    /// <summary>What has not come to its planned end, for people.</summary>
    public string Unfinished()
    {
        lock (_gate)
        {
            var stories = _rows.Select(row => $"  {row.JobId} {row.Title} ({row.Plan}): {_last.GetValueOrDefault(row.JobId, "nothing seen yet")}");
            return string.Create(CultureInfo.InvariantCulture, $"{_smallDone} of {_small.Count} small missions succeeded\n{string.Join('\n', stories)}");
        }
    }

    public Table Draw()
    {
        var table = Tables.Create("MISSION", "PLAN", "NOW");
        lock (_gate)
        {
            foreach (var row in _rows)
                table.AddRow(Tables.Cell(row.Title), Tables.Cell(row.Plan), new Markup(StateText.EventMarkup(_last.GetValueOrDefault(row.JobId, "submitting"))));

            var color = _small.Count > 0 && _smallDone == _small.Count ? "green" : "default";
            table.AddRow(
                Tables.Cell(string.Create(CultureInfo.InvariantCulture, $"{_small.Count} × echo")),
                Tables.Cell("mixed priorities"),
                new Markup(string.Create(CultureInfo.InvariantCulture, $"[{color}]{_smallDone} succeeded[/]")));
        }

        return table;
    }

    private sealed record Row(Guid JobId, string Title, string Plan);
}
