using System.Collections.Concurrent;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Observing;

/// <summary>Notes what becomes of an endpoint.</summary>
internal sealed class EndpointLife : IReceiveEndpointObserver
{
    private readonly ConcurrentQueue<string> _seen = new();

    public IReadOnlyCollection<string> Seen => _seen;

    public Task Ready(ReceiveEndpointReady ready) => Note("ready");

    public Task Stopping(ReceiveEndpointStopping stopping) => Note("stopping");

    public Task Completed(ReceiveEndpointCompleted completed) => Note($"completed {completed.DeliveryCount}");

    public Task Faulted(ReceiveEndpointFaulted faulted) => Note($"faulted {faulted.Exception?.Message}");

    private Task Note(string what)
    {
        _seen.Enqueue(what);
        return Task.CompletedTask;
    }
}
