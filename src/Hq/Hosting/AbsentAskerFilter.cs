using Corporation.Contracts;
using Corporation.RedisStreams;
using MassTransit;

namespace Corporation.Hq;

/// <summary>
/// An answer for which there is no queue any more is no failure of what was asked: that is done and committed, answers leave only then. Whoever asked has died or
/// has lost its queue; a factory's next process asks again. Without this, its question would end in the error queue.
/// </summary>
/// <remarks>Consumers of HQ's queue send nothing but answers, so what could not be sent to another queue was one.</remarks>
internal sealed class AbsentAskerFilter : IFilter<ExceptionReceiveContext>
{
    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next) =>
        context.Exception is RedisStreamsException { Entity: { } queue } && queue != QueueNames.Hq ? Task.CompletedTask : next.Send(context);

    public void Probe(ProbeContext context) => context.CreateFilterScope("absentAsker");
}
