using System.Globalization;
using Corporation.Cli.Showing;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Corporation.Cli.Fleet;

/// <summary>What <c>corp top</c> shows at one time: the fleet in a screen, whatever its size. What needs somebody comes first.</summary>
internal sealed class TopBoard(FactoryList factories, Workload workload, MissionCounts counts, TopRates rates)
{
    private const int LinesAroundTables = 8;
    private const int MostKinds = 5;
    private const int RoomForMore = 100;

    /// <summary>Draws it into so many columns and lines.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Lines.</param>
    /// <param name="now">The time now.</param>
    /// <param name="away">For how long HQ has given no answer; null when it does.</param>
    public IRenderable Draw(int width, int height, DateTimeOffset now, TimeSpan? away)
    {
        var kinds = workload.QueuedByKind.OrderByDescending(static kind => kind.Value).Take(MostKinds).ToList();
        var room = Math.Max(3, height - LinesAroundTables - Math.Max(1, kinds.Count));
        return new Rows(Head(), Missions(away), new Text(""), Factories(width, room, now), new Text(""), Queues(kinds));
    }

    private Markup Head()
    {
        var byStatus = factories.Registrations.GroupBy(static factory => factory.RegistrationStatus).OrderBy(static group => group.Key)
            .Select(static group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {FactoryText.Markup(group.Key)}"));
        return new Markup($"[bold]{factories.Count.ToString(CultureInfo.InvariantCulture)} factories[/]  {string.Join("  ", byStatus)}");
    }

    private Markup Missions(TimeSpan? away)
    {
        // How fast things go is not known while HQ is away, nor at the first look.
        var speed = away is { } silence ? $"  [red]HQ away for {RelativeTime.Whole(silence)}[/]"
            : rates.EndedPerMinute is { } ended ? string.Create(CultureInfo.InvariantCulture, $"  {ended:0.#}/min ended")
            : "";
        var parts = new[] { MissionLifeState.Queued, MissionLifeState.Claimed, MissionLifeState.Running, MissionLifeState.Retrying, MissionLifeState.DeadLettered }
            .Select(state => string.Create(CultureInfo.InvariantCulture, $"{counts.States.GetValueOrDefault(state)} {StateText.Markup(state)}"));
        return new Markup($"[bold]missions[/]  {string.Join("  ", parts)}{speed}");
    }

    private Table Factories(int width, int room, DateTimeOffset now)
    {
        var wide = width >= RoomForMore;
        var table = wide ? Tables.Create("FACTORY", "STATUS", "RUNS", "WAITS", "OK 1H", "MEAN", "HEARD", "DOES") : Tables.Create("FACTORY", "STATUS", "RUNS", "WAITS", "OK 1H", "HEARD");
        foreach (var column in table.Columns)
            column.NoWrap = true;
        var work = workload.Factories.ToDictionary(static factory => factory.FactoryId, StringComparer.Ordinal);
        var ordered = factories.Registrations.OrderBy(static factory => Urgency(factory.RegistrationStatus))
            .ThenByDescending(factory => work.GetValueOrDefault(factory.FactoryId)?.Running.Count ?? 0)
            .ThenBy(static factory => factory.FactoryId, StringComparer.Ordinal).ToList();
        foreach (var factory in ordered.Take(ordered.Count > room ? room - 1 : room))
        {
            var its = work.GetValueOrDefault(factory.FactoryId);
            List<IRenderable> cells =
            [
                Cut(factory.FactoryId),
                new Markup(FactoryText.Markup(factory.RegistrationStatus)),
                new Text(FactoryText.Slots(factory)),
                new Text((its?.QueueDepth ?? 0).ToString(CultureInfo.InvariantCulture)),
                new Text(its?.LastHour.SuccessRate is { } rate ? rate.ToString("P0", CultureInfo.InvariantCulture) : "-"),
            ];
            if (wide)
                cells.Add(new Text(its?.LastHour.MeanSeconds is { } mean ? RelativeTime.Duration(TimeSpan.FromSeconds(mean)) : "-"));
            cells.Add(new Text(RelativeTime.Age(factory.LastSeenAt, now)));
            if (wide)
                cells.Add(Cut(factory.StatusReason ?? Does(its)));
            table.AddRow(cells);
        }

        if (ordered.Count > room)
            table.AddRow(new Text(string.Create(CultureInfo.InvariantCulture, $"… {ordered.Count - room + 1} more")));
        return table;
    }

    private Table Queues(List<KeyValuePair<string, long>> kinds)
    {
        var table = Tables.Create("QUEUE", "WAITING", "OLDEST");
        foreach (var column in table.Columns)
            column.NoWrap = true;
        foreach (var (kind, waiting) in kinds)
        {
            table.AddRow(
                Cut(kind),
                new Text(waiting.ToString(CultureInfo.InvariantCulture)),
                new Text(workload.OldestQueuedSeconds.TryGetValue(kind, out var seconds) ? RelativeTime.Duration(TimeSpan.FromSeconds(seconds)) : "-"));
        }

        if (kinds.Count == 0)
            table.AddRow(new Text("nothing waits"), new Text(""), new Text(""));
        return table;
    }

    // Online last: what is well needs nobody.
    private static int Urgency(FactoryStatus status) => status switch
    {
        FactoryStatus.Quarantined => 0,
        FactoryStatus.Degraded => 1,
        FactoryStatus.Stale => 2,
        FactoryStatus.Draining => 3,
        FactoryStatus.Paused => 4,
        FactoryStatus.Online => 5,
        _ => 6,
    };

    private static string Does(FactoryWorkload? workload) => workload is { Running: [var first, ..] }
        ? $"{first.MissionKind} {RelativeTime.Duration(TimeSpan.FromSeconds(first.ElapsedSeconds))}{(first.Progress?.Message is { } message ? $" {message}" : "")}"
        : "";

    private static Text Cut(string text)
    {
        var cell = Tables.Cell(text.ReplaceLineEndings(" "));
        cell.Overflow = Overflow.Ellipsis;
        return cell;
    }
}

/// <summary>How fast things go.</summary>
/// <param name="EndedPerMinute">Missions that ended in a minute; null when it is not known yet.</param>
internal readonly record struct TopRates(double? EndedPerMinute);
