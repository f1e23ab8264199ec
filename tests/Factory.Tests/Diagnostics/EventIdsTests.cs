using System.Reflection;

namespace Corporation.Factory.Tests.Diagnostics;

public sealed class EventIdsTests
{
    [Fact]
    public void Event_ids_are_unique_and_of_this_projects_range()
    {
        var ids = typeof(FactoryModule).Assembly.GetType("Corporation.Factory.Diagnostics.EventIds")?
            .GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (int)(field.GetRawConstantValue() ?? 0)).ToList() ?? [];

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.InRange(id, 4000, 4099));
    }
}
