using Corporation.RedisStreams;
using MassTransit;

namespace Corporation.Hq;

/// <summary>
/// An answer for which there is no queue any more is no failure of what was asked: that is done and committed, answers leave only then. Whoever asked has died or
/// has forgotten its queue; a factory's next process asks again. Without this, its question would end in the error queue.
/// </summary>
internal sealed class AbsentAskerFilter : IFilter<ConsumeContext>
{
    public async Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        try
        {
            await next.Send(context);
        }
        catch (RedisStreamsException exception) when (IsAnswerTo(context.ResponseAddress, exception.Entity))
        {
            // Nobody waits for it.
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("absentAsker");

    private static bool IsAnswerTo(Uri? asker, string? queue) =>
        asker is not null && queue is not null && asker.AbsolutePath.EndsWith("/" + queue, StringComparison.Ordinal);
}
