namespace Corporation.SagaStore.Configuration;

/// <summary>What becomes of a message whose store is away.</summary>
public enum StoreOutages
{
    /// <summary>Four more tries within some eight seconds, then the failure goes on: for those who wait for an answer.</summary>
    GiveUp,

    /// <summary>
    /// The message is held and tried again until the store is back, so that an outage fills no error queue; the broker keeps the messages behind it.
    /// Use <see cref="StoreOutageErrors.ReturnMessagesDuringOutages"/> with it, for those that wait when the endpoint stops.
    /// </summary>
    Wait,
}
