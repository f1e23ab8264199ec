using Corporation.Contracts;
using Corporation.Factory.Cataloguing;
using Corporation.Factory.Handling;
using Corporation.Factory.Heartbeats;
using Corporation.Runtime.Messaging;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Factory.Working;

/// <summary>The factory's places on the bus: one endpoint per kind, and one of its own.</summary>
internal static class FactoryEndpoints
{
    private const int RoomForOrders = 32;

    private delegate void Attach(IServiceCollection services, BusComposition bus, MissionDefinition definition);

    public static void Add(IServiceCollection services, BusComposition bus, IReadOnlyList<MissionDefinition> definitions)
    {
        var attach = typeof(FactoryEndpoints).GetMethod(nameof(AddKind), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)
            ?? throw new MissingMethodException(nameof(FactoryEndpoints), nameof(AddKind));
        foreach (var definition in definitions)
        {
            attach.MakeGenericMethod(definition.HandlerType, definition.InputType, definition.ResultType)
                .CreateDelegate<Attach>()
                .Invoke(services, bus, definition);
        }

        var invokers = new KindInvokers();
        foreach (var definition in definitions)
            invokers.Add(definition.Name, typeof(HandlerInvoker<,,>).MakeGenericType(definition.HandlerType, definition.InputType, definition.ResultType));
        services.AddSingleton(invokers);
        services.AddSingleton<CancelConsumer>();
        services.AddSingleton<OrderConsumer>();
        services.AddSingleton<PlacedMissionConsumer>();

        // What was placed here waits for its slot as a message; orders and cancels must pass it.
        var atOnce = 2 * definitions.Sum(definition => definition.Kind.Concurrency) + RoomForOrders;
        bus.Receive((context, transport) =>
        {
            var own = QueueNames.OfFactory(context.GetRequiredService<FactoryIdentity>().FactoryId);
            transport.ReceiveEndpoint(own, endpoint =>
            {
                endpoint.ConfigureConsumeTopology = false;
                endpoint.PrefetchCount = atOnce;
                endpoint.ConcurrentMessageLimit = atOnce;
                endpoint.Consumer(() => context.GetRequiredService<CancelConsumer>());
                endpoint.Consumer(() => context.GetRequiredService<OrderConsumer>());
                endpoint.Consumer(() => context.GetRequiredService<PlacedMissionConsumer>());
            });
        });
    }

    private static void AddKind<THandler, TInput, TResult>(IServiceCollection services, BusComposition bus, MissionDefinition definition)
        where THandler : class, IMissionHandler<TInput, TResult>
    {
        services.AddScoped<THandler>();
        services.AddSingleton<HandlerInvoker<THandler, TInput, TResult>>();
        services.AddSingleton<MissionConsumer<THandler, TInput, TResult>>();
        bus.Receive((context, transport) => transport.ReceiveEndpoint(QueueNames.OfKind(definition.Name), endpoint =>
        {
            // Offers are sent to the queue, never published. One instance, as only the handler needs a scope.
            endpoint.ConfigureConsumeTopology = false;
            endpoint.PrefetchCount = definition.Kind.Concurrency;
            endpoint.ConcurrentMessageLimit = definition.Kind.Concurrency;
            endpoint.Consumer(() => context.GetRequiredService<MissionConsumer<THandler, TInput, TResult>>());
        }));
    }
}
