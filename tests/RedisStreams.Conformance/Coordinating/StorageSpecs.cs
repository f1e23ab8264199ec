using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;
using MassTransit.MessageData;

namespace Corporation.RedisStreams.Conformance.Coordinating;

/// <summary>What the framework keeps beside the transport: large data, and messages until their consumer is done.</summary>
public abstract class StorageSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    /// <summary>A message whose content doesn't travel with it.</summary>
    public interface IFileParcel
    {
        int Number { get; }

        MessageData<string>? Content { get; }
    }

    [Fact]
    public async Task Large_content_is_stored_and_only_its_address_travels()
    {
        var content = string.Concat(Enumerable.Repeat("a page of text ", 10_000));
        var read = new TaskCompletionSource<(string Content, string Body)>();
        await using var bus = await StartAsync(cfg =>
        {
            cfg.UseMessageData(new InMemoryMessageDataRepository());
            cfg.ReceiveEndpoint(Queue("files"), endpoint => endpoint.Handler<IFileParcel>(async context =>
                read.TrySetResult((await context.Message.Content!.Value, context.ReceiveContext.Body.GetString()))));
        });

        var address = await bus.Bus.GetSendEndpoint(QueueAddress("files"));
        await address.Send<IFileParcel>(new { Number = 1, Content = content }, Token).InTime();

        var (arrived, body) = await read.Task.InTime();
        Assert.Equal(content, arrived);
        Assert.InRange(body.Length, 1, 10_000);
    }

    [Fact]
    public async Task What_a_consumer_sends_leaves_when_it_has_succeeded_and_only_once()
    {
        var attempts = 0;
        using var ends = new Arrivals<EndOfShift>();
        using var events = new Arrivals<ParcelArrived>();
        await using var bus = await StartAsync(_ => { }, (context, cfg) =>
        {
            cfg.ReceiveEndpoint(Queue("parcels"), endpoint =>
            {
                endpoint.UseMessageRetry(retry => retry.Immediate(2));
                endpoint.UseInMemoryOutbox(context);
                endpoint.Handler<ShipParcel>(async parcel =>
                {
                    await parcel.Send(QueueAddress("ends"), new EndOfShift(++attempts));
                    await parcel.Publish(new ParcelArrived { Number = attempts });
                    if (attempts < 3)
                        throw new InvalidOperationException("Not yet.");
                });
            });
            Consume(cfg, "ends", ends);
            Consume(cfg, "events", events);
        });

        await bus.SendAsync<ShipParcel>(QueueAddress("parcels"), new(1));

        Assert.Equal(3, (await ends.NextAsync()).Message.Number);
        Assert.Equal(3, (await events.NextAsync()).Message.Number);
        await bus.StopAsync();
        Assert.Equal((1, 1), (ends.Count, events.Count));
    }
}
