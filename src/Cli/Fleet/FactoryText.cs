using System.Globalization;
using System.Text.Json;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;

namespace Corporation.Cli.Fleet;

/// <summary>Factories in a few words.</summary>
internal static class FactoryText
{
    /// <summary>The status in the colour of how bad it is.</summary>
    public static string Markup(FactoryStatus status)
    {
        var color = status switch
        {
            FactoryStatus.Online => "green",
            FactoryStatus.Paused or FactoryStatus.Draining or FactoryStatus.Stale => "yellow",
            FactoryStatus.Degraded or FactoryStatus.Quarantined => "red",
            _ => "grey",
        };
        return $"[{color}]{Word(status)}[/]";
    }

    /// <summary>The status as the wire has it.</summary>
    public static string Word(FactoryStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());

    /// <summary>Slots taken, of how many: <c>3/8</c>.</summary>
    public static string Slots(FactoryView factory)
    {
        var slots = Math.Min(factory.MaxConcurrency ?? int.MaxValue, factory.Kinds.Sum(static kind => kind.Slots));
        return string.Create(CultureInfo.InvariantCulture, $"{factory.Kinds.Sum(static kind => kind.Used)}/{slots}");
    }
}
