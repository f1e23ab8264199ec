using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Corporation.EndToEnd.Tests.LongestFirst))]

namespace Corporation.EndToEnd.Tests;

/// <summary>Begins with the collections that take longest, so that none of them is left alone at the end.</summary>
internal sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        FleetCollection.Name, ProcessCollection.Name, nameof(Watching.When_a_fleet_is_watched), nameof(Dying.When_servers_are_away_for_long),
        nameof(Stepping.When_HQ_is_struck_at_any_step), nameof(Buses.When_the_bus_is_RabbitMQ),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(static collection => RankOf(collection.TestCollectionDisplayName)).ThenBy(static collection => collection.UniqueID, StringComparer.Ordinal)];

    private static int RankOf(string name)
    {
        var rank = Array.FindIndex(Long, name.Contains);
        return rank < 0 ? Long.Length : rank;
    }
}
