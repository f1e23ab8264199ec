namespace Corporation.SagaStore.Configuration;

/// <summary>Settings of the bus outbox; they are those of the whole outbox, which has one delivery service.</summary>
public sealed class BusOutboxConfigurator
{
    private readonly EntityFrameworkOutboxConfigurator _outbox;

    internal BusOutboxConfigurator(EntityFrameworkOutboxConfigurator outbox) => _outbox = outbox;

    /// <inheritdoc cref="EntityFrameworkOutboxConfigurator.MessageDeliveryLimit" />
    public int MessageDeliveryLimit { set => _outbox.MessageDeliveryLimit = value; }

    /// <inheritdoc cref="EntityFrameworkOutboxConfigurator.MessageDeliveryTimeout" />
    public TimeSpan MessageDeliveryTimeout { set => _outbox.MessageDeliveryTimeout = value; }

    /// <inheritdoc cref="EntityFrameworkOutboxConfigurator.DisableDeliveryService" />
    public void DisableDeliveryService() => _outbox.DisableDeliveryService();
}
