using MassTransit;

namespace Corporation.Runtime.Messaging;

/// <summary>
/// What the parts of a process want from the one bus they share. Each part adds its own; <see cref="BusModule.AddCorporationBus"/> builds the bus.
/// Nothing here names a transport.
/// </summary>
public sealed class BusComposition
{
    private readonly List<Action<IBusRegistrationConfigurator>> _registrations = [];
    private readonly List<Action<IBusRegistrationContext, IBusFactoryConfigurator>> _endpoints = [];

    /// <summary>Adds consumers, sagas and request clients to the container.</summary>
    public BusComposition Register(Action<IBusRegistrationConfigurator> registration)
    {
        _registrations.Add(registration);
        return this;
    }

    /// <summary>Adds receive endpoints to the bus.</summary>
    public BusComposition Receive(Action<IBusRegistrationContext, IBusFactoryConfigurator> endpoints)
    {
        _endpoints.Add(endpoints);
        return this;
    }

    internal void ApplyRegistrations(IBusRegistrationConfigurator bus)
    {
        foreach (var registration in _registrations)
            registration(bus);
    }

    internal void ApplyEndpoints(IBusRegistrationContext context, IBusFactoryConfigurator bus)
    {
        foreach (var endpoints in _endpoints)
            endpoints(context, bus);
    }
}
