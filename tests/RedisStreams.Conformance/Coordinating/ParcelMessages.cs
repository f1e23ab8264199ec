namespace Corporation.RedisStreams.Conformance.Coordinating;

public sealed record ParcelAccepted(Guid ParcelId, TimeSpan? RemindAfter);

public sealed record ParcelTakenIn(Guid ParcelId);

public sealed record ParcelDelivered(Guid ParcelId);

public sealed record ReminderDue(Guid ParcelId);

public sealed record ParcelClosed(Guid ParcelId, string How);
