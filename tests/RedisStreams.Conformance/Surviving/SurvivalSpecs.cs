using System.Globalization;
using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Surviving;

/// <summary>Consumers and servers die; accepted messages don't.</summary>
public abstract class SurvivalSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    private const int Count = 20;

    [Fact]
    public async Task What_a_killed_process_held_goes_to_another()
    {
        Requires(Feature.OutlivesProcess);
        using var arrivals = new Arrivals<ShipParcel>();
        await using var sender = await StartAsync(_ => { });
        await SendAllAsync(sender, 0);

        int held;
        using (var victim = VictimProcess.Start(Fixture.Name, await Fixture.AddressAsync(), Queue("parcels")))
        {
            try
            {
                var line = await victim.StandardOutput.ReadLineAsync(Token).AsTask().InTime("the victim to consume");
                held = int.Parse(line ?? "", CultureInfo.InvariantCulture);
            }
            finally
            {
                victim.Kill();
            }
        }

        await using var bus = await StartAsync(cfg => Consume(cfg, "parcels", arrivals));

        var parcels = await arrivals.TakeAsync(Count);
        Assert.Equal(Enumerable.Range(0, Count), parcels.Select(arrival => arrival.Message.Number).Order());
        Assert.True(parcels.Single(arrival => arrival.Message.Number == held).Redelivered);
    }

    [Fact]
    public async Task A_server_that_is_killed_and_restarted_loses_nothing_that_it_had_accepted_and_health_tells()
    {
        Requires(Feature.OutlivesServer);
        using var arrivals = new Arrivals<ShipParcel>();
        await using var own = await Fixture.StartOwnServerAsync();
        using var idle = new Arrivals<EndOfShift>();
        await using (var sender = await StartAsync(own.Address, _ => { }, (_, cfg) => Consume(cfg, "idle", idle)))
        {
            await SendAllAsync(sender, 0);
            await own.Server.KillAsync();
            await Patience.Until(() => sender.Bus.CheckHealth().Status != BusHealthStatus.Healthy);
            await own.Server.RestartAsync(Token);
            await Patience.Until(() => sender.Bus.CheckHealth().Status == BusHealthStatus.Healthy);
        }

        await using var bus = await StartAsync(own.Address, _ => { }, (_, cfg) => Consume(cfg, "parcels", arrivals));

        Assert.Equal(Enumerable.Range(0, Count), (await arrivals.TakeAsync(Count)).Select(arrival => arrival.Message.Number).Order());
    }

    [Fact]
    public async Task An_endpoint_goes_on_when_its_server_has_come_back()
    {
        Requires(Feature.OutlivesServer);
        using var arrivals = new Arrivals<ShipParcel>();
        using var events = new Arrivals<ParcelArrived>();
        await using var own = await Fixture.StartOwnServerAsync();
        await using var bus = await StartAsync(own.Address, _ => { }, (_, cfg) =>
        {
            Consume(cfg, "parcels", arrivals);
            Consume(cfg, "events", events);
        });
        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1));
        await arrivals.NextAsync();

        await own.Server.KillAsync();
        await own.Server.RestartAsync(Token);
        await Patience.Until(() => bus.Bus.CheckHealth().Status == BusHealthStatus.Healthy);
        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(2));
        await bus.PublishAsync<ParcelArrived>(new() { Number = 3 });

        // The first may come again: its end may have been lost with the server.
        await Patience.Until(() => arrivals.All.Any(arrival => arrival.Message.Number == 2));
        Assert.Equal(3, (await events.NextAsync()).Message.Number);
    }

    [Fact]
    public async Task A_server_that_stands_still_for_a_moment_loses_nothing_that_it_has_accepted()
    {
        Requires(Feature.OutlivesServer);
        using var arrivals = new Arrivals<ShipParcel>();
        await using var own = await Fixture.StartOwnServerAsync();
        await using var bus = await StartAsync(own.Address, _ => { }, (_, cfg) => Consume(cfg, "parcels", arrivals));
        await SendAllAsync(bus, 0);

        await own.Server.SuspendAsync();
        var sending = Enumerable.Range(Count, Count).Select(number => TrySendAsync(bus, number)).ToList();
        await Patience.TimePasses(TimeSpan.FromSeconds(1));
        await own.Server.ResumeAsync();
        var accepted = (await Task.WhenAll(sending).InTime()).OfType<int>().Concat(Enumerable.Range(0, Count)).ToList();

        await Patience.Until(() => !accepted.Except(arrivals.All.Select(arrival => arrival.Message.Number)).Any());
        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(2 * Count));
        await Patience.Until(() => arrivals.All.Any(arrival => arrival.Message.Number == 2 * Count));
    }

    // Null when the transport says that it doesn't know: that is an honest answer of a server that stood still for too long.
    private async Task<int?> TrySendAsync(TestBus bus, int number)
    {
        try
        {
            await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(number));
            return number;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return null;
        }
    }

    private Task SendAllAsync(TestBus bus, int first) => Task.WhenAll(
        Enumerable.Range(first, Count).Select(number => bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(number))));
}
