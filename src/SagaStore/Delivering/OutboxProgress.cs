using System.Diagnostics;

namespace Corporation.SagaStore.Delivering;

/// <summary>An outbox that this process may deliver now.</summary>
/// <param name="OutboxId">Which.</param>
/// <param name="Age">Since it was stored, by the database's clock.</param>
/// <param name="SinceLastTry">Since sending failed last, by the database's clock; null when it never did.</param>
/// <param name="SagaId">Whose messages it has; null when they are in no order with others.</param>
/// <param name="Lease">Until when, where rows can't be locked.</param>
internal readonly record struct ClaimedOutbox(Guid OutboxId, TimeSpan Age, TimeSpan? SinceLastTry, Guid? SagaId, string? Lease);

/// <summary>How far an outbox has come.</summary>
/// <param name="OutboxId">Which.</param>
/// <param name="DeliveredThrough">The sequence number of the last message that was sent; 0 when none was.</param>
/// <param name="Delivered">How many were sent now.</param>
/// <param name="Failure">Why the next one was not sent; null when it was not tried.</param>
internal readonly record struct OutboxProgress(Guid OutboxId, long DeliveredThrough, int Delivered, DeliveryFailure? Failure);

/// <summary>A message that could not be sent.</summary>
/// <param name="SequenceNumber">Which.</param>
/// <param name="Error">Why.</param>
/// <param name="IsOfMessage">Whether the message is to blame, not the bus.</param>
/// <param name="Tries">How many tries count against it by now.</param>
/// <param name="IsParked">Whether it is given up.</param>
/// <param name="Delay">Until the next try.</param>
internal sealed record DeliveryFailure(long SequenceNumber, string Error, bool IsOfMessage, int Tries, bool IsParked, TimeSpan Delay);

/// <summary>What is to be sent of an outbox.</summary>
/// <param name="OutboxId">Which.</param>
/// <param name="Messages">In order.</param>
/// <param name="Stored">When it was stored, as <see cref="Stopwatch.GetTimestamp"/> of this process.</param>
/// <param name="SinceLastTry">Since sending failed last; null when it never did.</param>
/// <param name="WasBusSeen">Whether others have just been sent, so that a failure says something of the message.</param>
/// <param name="Window">When there is time for it.</param>
internal sealed record OutboxDelivery(
    Guid OutboxId, IEnumerable<OutboxMessage> Messages, long Stored, TimeSpan? SinceLastTry, bool WasBusSeen, DeliveryWindow Window);

/// <summary>For how long nobody else delivers the same.</summary>
internal readonly struct DeliveryWindow(TimeSpan length)
{
    private readonly long _opened = Stopwatch.GetTimestamp();

    public bool IsOver => Stopwatch.GetElapsedTime(_opened) > length;
}
