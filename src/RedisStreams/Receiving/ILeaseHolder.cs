namespace Corporation.RedisStreams.Receiving;

/// <summary>Whoever handles a delivery.</summary>
internal interface ILeaseHolder
{
    /// <summary>Another consumer may have the entry: stop. Called from the pool, also after the handling has ended.</summary>
    void LeaseLost();
}
