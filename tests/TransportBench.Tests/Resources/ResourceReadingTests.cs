using System.Diagnostics;
using Corporation.TransportBench.Resources;

namespace Corporation.TransportBench.Tests.Resources;

public sealed class ResourceReadingTests
{
    private static readonly ResourceReading Before = new(0, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, AllocatedBytes: 0);

    [Fact]
    public void Cost_is_the_difference_shared_by_the_messages()
    {
        var (client, broker) = (TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(20));
        var after = new ResourceReading(0, client, broker, MachineCpu: null, AllocatedBytes: 10 * 1024 * 1000);

        Assert.Equal(new MessageCost(ClientUs: 40, BrokerUs: 20, AllocatedKb: 10), after.PerMessage(Before, messages: 1_000));
    }

    [Fact]
    public void Without_a_broker_its_cost_is_unknown_and_not_nothing()
    {
        var before = Before with { BrokerCpu = null };

        Assert.Null(before.PerMessage(before, messages: 1).BrokerUs);
    }

    [Fact]
    public void Others_took_what_neither_we_nor_the_broker_did()
    {
        var machine = TimeSpan.FromSeconds(0.5 * Environment.ProcessorCount);
        var after = new ResourceReading(Stopwatch.Frequency, machine / 4, machine / 4, machine, AllocatedBytes: 0);

        Assert.Equal(25, after.OthersPercent(Before)!.Value, tolerance: 0.001);
    }
}
