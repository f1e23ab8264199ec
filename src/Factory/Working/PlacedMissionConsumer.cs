using Corporation.Contracts.Offering;
using Corporation.Factory.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Corporation.Factory.Working;

/// <summary>Consumes the offers of missions that HQ chose this factory for, from the factory's own queue.</summary>
internal sealed class PlacedMissionConsumer(OfferDesk desk, KindInvokers invokers, IServiceProvider services, ILogger<PlacedMissionConsumer> logger)
    : IConsumer<ExecuteMission>
{
    public Task Consume(ConsumeContext<ExecuteMission> context)
    {
        if (invokers.Find(context.Message.MissionKind) is { } type)
            return desk.TakePlacedAsync(context, (IHandlerInvoker)services.GetRequiredService(type));

        // Of a process before this one, which had the kind: HQ places the mission elsewhere when the offer lapses.
        Log.OfferOfUnknownKind(logger, context.Message.MissionId, context.Message.MissionKind);
        return Task.CompletedTask;
    }
}
