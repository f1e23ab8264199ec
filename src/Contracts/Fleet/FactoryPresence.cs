namespace Corporation.Contracts.Fleet;

/// <summary>Whether HQ hears a factory. On the wire in snake_case, in the database by member name.</summary>
public enum FactoryPresence
{
    /// <summary>Heard lately.</summary>
    Online,

    /// <summary>Not heard for longer than its profile's <c>stale_after</c> (5 min by default): it gets no new missions.</summary>
    Stale,

    /// <summary>Not heard for longer than <c>offline_after</c> (15 min by default), or it has said that it stops.</summary>
    Offline,
}
