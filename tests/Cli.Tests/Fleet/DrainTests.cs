using Corporation.Cli.Tests.Faking;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;

namespace Corporation.Cli.Tests.Fleet;

public sealed class DrainTests
{
    private static readonly FactoryView Draining = Samples.Factory(FactoryMode.Draining, FactoryStatus.Draining);

    private readonly Terminal _terminal = new() { Time = TimeProvider.System };

    [Fact]
    public async Task It_waits_until_HQ_confirms()
    {
        Assert.Equal(0, await DrainAsync(FactoryDeliveries.Sent, Draining, Draining, Draining with { DrainedAt = Samples.Now }));
        Assert.Contains("nothing is left", _terminal.Out);
    }

    [Fact]
    public async Task A_factory_that_was_resumed_or_began_anew_is_not_drained()
    {
        Assert.Equal(1, await DrainAsync(FactoryDeliveries.Sent, Draining, Samples.Factory()));
        Assert.Contains("desk-1 is not drained: it is told to be active", _terminal.Error);
        Assert.Empty(_terminal.Out);
    }

    [Theory]
    [InlineData(FactoryDeliveries.Pending, FactoryStatus.Offline, "offline")]
    [InlineData(FactoryDeliveries.Sent, FactoryStatus.Offline, "offline")]
    [InlineData(FactoryDeliveries.Kept, FactoryStatus.Draining, "over HTTP")]
    public async Task One_that_can_not_hear_of_it_is_not_waited_for(string delivery, FactoryStatus status, string why)
    {
        Assert.Equal(1, await DrainAsync(delivery, Draining with { RegistrationStatus = status }));
        Assert.Contains(why, _terminal.Error);
    }

    private Task<int> DrainAsync(string delivery, params FactoryView[] views)
    {
        _terminal.Fleet.Delivery = delivery;
        _terminal.Fleet.Views.Clear();
        foreach (var view in views)
            _terminal.Fleet.Views.Enqueue(view);
        return _terminal.RunAsync("fleet", "drain", "desk-1", "--wait");
    }
}
