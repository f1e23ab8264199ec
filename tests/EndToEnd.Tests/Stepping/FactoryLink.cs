using Corporation.LocalServers;

namespace Corporation.EndToEnd.Tests.Stepping;

/// <summary>The factory's way to the bus, which can be blocked without the factory noticing at once.</summary>
internal sealed class FactoryLink : IAsyncDisposable
{
    private readonly StepTrap _gate = new();
    private readonly WireProxy _proxy;

    public FactoryLink(RedisServer redis) => _proxy = new WireProxy(redis.Port, static () => new RedisProtocol([]), _gate);

    /// <summary>The bus, as the factory sees it.</summary>
    public Uri Url => new($"redis://{LocalServer.Host}:{_proxy.Port}");

    /// <summary>Whether nothing comes through.</summary>
    public bool IsSevered => _gate.IsClosed;

    /// <summary>Nothing comes through any more.</summary>
    public void Sever() => _gate.Close();

    /// <summary>The factory can connect again.</summary>
    public void Mend()
    {
        _gate.Open();
        _proxy.Cut();
    }

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();
}
