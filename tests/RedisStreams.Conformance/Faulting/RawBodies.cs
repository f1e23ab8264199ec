using System.Collections.Concurrent;
using MassTransit;

namespace Corporation.RedisStreams.Conformance.Faulting;

/// <summary>Takes messages off a queue without reading their body as anything.</summary>
public sealed class RawBodies : IFilter<ReceiveContext>
{
    private readonly ConcurrentQueue<(string Body, string? Reason)> _all = new();

    public IReadOnlyCollection<(string Body, string? Reason)> All => _all;

    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        _all.Enqueue((context.Body.GetString(), context.TransportHeaders.Get<string>(MessageHeaders.Reason)));
        // Not passed on to any consumer; the framework moves it on to the skipped messages.
        return Task.CompletedTask;
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("rawBodies");
}
