using Corporation.TransportBench.Accounting;
using Corporation.TransportBench.Serving;

namespace Corporation.TransportBench.UnderTest;

/// <summary>One transport in the comparison. It is started and stopped several times, with the same broker.</summary>
internal interface ITransportUnderTest : IAsyncDisposable
{
    /// <summary>Its name in the results: <c>redis_streams</c>, <c>in_memory</c>, <c>rabbitmq</c>, <c>bare_redis</c>.</summary>
    string Key { get; }

    /// <summary>True when its broker flushes to disk before it answers, which it does not by default.</summary>
    bool FlushesAlways { get; }

    /// <summary>Null when there is no other process.</summary>
    Broker? Broker { get; }

    /// <summary>False when it knows no endpoints of which there could be many.</summary>
    bool HasEndpoints { get; }

    Reception Reception { get; }

    /// <summary>Returns when messages can be published and are consumed.</summary>
    /// <param name="endpoints">How many receive endpoints; with more than one, messages go to just one of them.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    Task StartAsync(int endpoints, CancellationToken cancellationToken);

    /// <summary>Ends when the transport has taken the message over, by its own standard.</summary>
    Task PublishAsync(int run, int sequence);

    Task StopAsync();
}
