using Corporation.LocalServers;

namespace Corporation.RedisStreams.Conformance.Profiles;

/// <summary>A server that one test has for itself, to kill it.</summary>
/// <param name="Server">The process that accepts messages.</param>
/// <param name="Address">What a bus needs to reach it.</param>
/// <param name="All">Everything that was started for it.</param>
public sealed record OwnServer(LocalServer Server, string Address, IAsyncDisposable All) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => All.DisposeAsync();
}
