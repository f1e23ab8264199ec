namespace Corporation.RedisStreams.Receiving;

/// <summary>What <c>expire.lua</c> made of an entry; the numbers are its own.</summary>
internal enum ExpiryOutcome
{
    /// <summary>The lease is lost.</summary>
    Lost = 0,

    /// <summary>It had expired and is dropped or moved.</summary>
    Expired = 1,

    /// <summary>By the server's clock it has not expired yet.</summary>
    NotYet = 2,
}
