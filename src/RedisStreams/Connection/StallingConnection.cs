using System.Net;

namespace Corporation.RedisStreams.Connection;

/// <summary>A connection whose commands stall those behind them.</summary>
/// <param name="Connection">For those commands.</param>
/// <param name="Server">The only server that it can reach; null when it finds its way itself.</param>
internal sealed record StallingConnection(RedisConnection Connection, EndPoint? Server) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
