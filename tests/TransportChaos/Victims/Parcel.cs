using Corporation.TransportChaos.Ledgers;

namespace Corporation.TransportChaos.Victims;

/// <summary>The message that is sent to queues.</summary>
public sealed record Parcel(long Id, int Kind)
{
    internal ParcelKind KindOf => (ParcelKind)Kind;
}

/// <summary>What is published to both sides; one subscribes to this, the other to the record.</summary>
public interface INews
{
    long Id { get; }
}

/// <summary>The message that is published.</summary>
public sealed record News(long Id) : INews;

/// <summary>A doomed message's handler throws this each time.</summary>
public sealed class DoomedException() : Exception("This message is never handled.");

/// <summary>A delayed message's handler throws this the first time.</summary>
public sealed class NotYetException() : Exception("This message is handled when it comes again.");
