using Corporation.RedisStreams.Conformance.Parcels;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Coordinating;

/// <summary>Keeps batches, and fails afterwards if it is told to.</summary>
public sealed class BatchConsumer(BatchKeeper keeper) : IConsumer<Batch<ShipParcel>>
{
    public async Task Consume(ConsumeContext<Batch<ShipParcel>> context)
    {
        await keeper.Batches.Keep(context);
        if (keeper.Fails)
            throw new InvalidOperationException("The truck is full.");
    }
}

/// <summary>What the test gives a <see cref="BatchConsumer"/>.</summary>
public sealed record BatchKeeper(Arrivals<Batch<ShipParcel>> Batches, bool Fails);
