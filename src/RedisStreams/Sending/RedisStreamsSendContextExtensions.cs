namespace MassTransit;

/// <summary>Sets what a send over Redis Streams has beside what every send has.</summary>
public static class RedisStreamsSendContextExtensions
{
    /// <summary>Says which messages of the queue are read before this one.</summary>
    /// <param name="context">The send.</param>
    /// <param name="priority">Its priority; see <see cref="RedisStreamsPriority"/> for what it does not do.</param>
    /// <exception cref="ArgumentException">The message is not sent over Redis Streams.</exception>
    public static void SetPriority(this SendContext context, RedisStreamsPriority priority) => Of(context).Priority = priority;

    /// <summary>As <see cref="SetPriority"/>, for code that may run on any transport.</summary>
    /// <param name="context">The send.</param>
    /// <param name="priority">Its priority.</param>
    /// <returns>Whether the message is sent over Redis Streams; otherwise nothing was set.</returns>
    public static bool TrySetPriority(this SendContext context, RedisStreamsPriority priority)
    {
        if (!context.TryGetPayload(out RedisStreamsSendContext? send))
            return false;

        send.Priority = priority;
        return true;
    }

    /// <summary>Says when this send counts as done.</summary>
    /// <remarks>
    /// A send that is not as safe as asked in time fails with a <see cref="Corporation.RedisStreams.RedisStreamsException"/>, although the
    /// server has the message.
    /// </remarks>
    /// <param name="context">The send.</param>
    /// <param name="durability">Instead of what the bus says.</param>
    /// <exception cref="ArgumentException">The message is not sent over Redis Streams.</exception>
    public static void SetDurability(this SendContext context, RedisStreamsDurability durability) => Of(context).Durability = durability;

    /// <summary>Says when the message is put into its queue, by the server's clock.</summary>
    /// <remarks>It can be cancelled until then, by the <c>ScheduledMessageId</c> of the context.</remarks>
    /// <param name="context">The send.</param>
    /// <param name="dueTime">A time that has passed is at once. A <c>Delay</c> goes first.</param>
    /// <exception cref="ArgumentException">The message is not sent over Redis Streams.</exception>
    public static void SetDueTime(this SendContext context, DateTimeOffset dueTime) => Of(context).DueTime = dueTime;

    private static RedisStreamsSendContext Of(SendContext context) =>
        context.TryGetPayload(out RedisStreamsSendContext? send)
            ? send
            : throw new ArgumentException(
                "The message is not sent over Redis Streams. Use the Try… form where the transport is not certain.", nameof(context));
}
