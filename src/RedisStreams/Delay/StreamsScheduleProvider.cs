using Corporation.RedisStreams.Connection;
using MassTransit;
using MassTransit.Scheduling;

namespace Corporation.RedisStreams.Delay;

/// <summary>Schedules a message by sending it with a delay, and takes it back by its token.</summary>
internal sealed class StreamsScheduleProvider(Func<BusConnection> connection, ISendEndpointProvider endpoints, TimeProvider time)
    : IScheduleMessageProvider
{
    public async Task<ScheduledMessage<T>> ScheduleSend<T>(
        Uri destinationAddress, DateTime scheduledTime, T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken)
        where T : class
    {
        var due = scheduledTime.Kind == DateTimeKind.Local ? scheduledTime.ToUniversalTime() : scheduledTime;
        var token = ScheduleTokenIdCache<T>.GetTokenId(message);
        var delayed = new DelayedPipe<T>(pipe, token, due, time);

        var endpoint = await endpoints.GetSendEndpoint(destinationAddress);
        await endpoint.Send(message, delayed, cancellationToken);
        return new ScheduledMessageHandle<T>(delayed.Token, due, destinationAddress, message);
    }

    public Task CancelScheduledSend(Guid tokenId, CancellationToken cancellationToken) =>
        connection().CancelScheduledAsync(tokenId, cancellationToken);

    public Task CancelScheduledSend(Uri destinationAddress, Guid tokenId, CancellationToken cancellationToken) =>
        CancelScheduledSend(tokenId, cancellationToken);

    private sealed class DelayedPipe<T>(IPipe<SendContext<T>> next, Guid? token, DateTime due, TimeProvider time) : IPipe<SendContext<T>>
        where T : class
    {
        // Known before the message is sent: an outbox sends it later, and the caller remembers the token at once.
        public Guid Token { get; private set; } = token ?? NewId.NextGuid();

        public async Task Send(SendContext<T> context)
        {
            if (next.IsNotEmpty())
                await next.Send(context);

            Token = context.ScheduledMessageId ?? Token;
            context.ScheduledMessageId = Token;
            context.Headers.Set(MessageHeaders.SchedulingTokenId, Token.ToString("N"));

            // Only how long from now leaves this machine; when that is, is the server's business. A due time of the past is now. The framework
            // makes a time of every duration by this machine's clock, so by the same clock it is made one again. Who means a time of the
            // calendar on a machine with a wrong clock has RedisStreamsSendContext.DueTime.
            var delay = due - time.GetUtcNow().UtcDateTime;
            context.Delay = delay > TimeSpan.Zero ? delay : null;
        }

        public void Probe(ProbeContext context) => next.Probe(context);
    }
}
