using StackExchange.Redis;

namespace Corporation.RedisStreams.Sending;

/// <summary>
/// The options of a message as <c>send.lua</c> takes them: a string of letters, and one value for each letter after the count of fields.
/// </summary>
internal static class SendOptions
{
    private const int MaxLetters = 10;

    private static readonly RedisValue OnlyParents = "p"u8.ToArray();

    /// <summary>Appends the values and returns the letters; for most messages both are empty.</summary>
    public static RedisValue Write(SendBatch batch, OutgoingMessage message)
    {
        Span<char> letters = stackalloc char[MaxLetters];
        var count = 0;
        var lane = message.Lane;
        if (lane != Protocol.Lane.Normal)
            Add(letters, ref count, batch, 'l', lane.Code);
        if (message.PartitionKey is { } partitionKey)
            Add(letters, ref count, batch, 'k', partitionKey);
        if (message.RoutingKey is { } routingKey)
            Add(letters, ref count, batch, 'r', routingKey);
        if (!message.Destination.Parents.IsNull)
            Add(letters, ref count, batch, 'p', message.Destination.Parents);
        if (message.TimeToLive is { } timeToLive)
            Add(letters, ref count, batch, 't', Milliseconds(timeToLive));
        if (message.OnlyIfExists)
            Add(letters, ref count, batch, 'x', 1);
        if (message.IsScheduled)
            AddSchedule(letters, ref count, batch, message);
        if (message.DeduplicationWindow is { } window)
            AddWindow(letters, ref count, batch, window, message);
        return letters[..count] switch
        {
            [] => RedisValue.EmptyString,
            ['p'] => OnlyParents,
            var some => new string(some),
        };
    }

    private static void AddSchedule(Span<char> letters, ref int count, SendBatch batch, OutgoingMessage message)
    {
        if (message.Delay is { } delay)
            Add(letters, ref count, batch, 'd', Math.Max(0, Milliseconds(delay)));
        else
            Add(letters, ref count, batch, 'a', message.DueTime.GetValueOrDefault().ToUnixTimeMilliseconds());
        Add(letters, ref count, batch, 's', message.Token.ToString());
    }

    private static void AddWindow(Span<char> letters, ref int count, SendBatch batch, TimeSpan window, OutgoingMessage message)
    {
        Add(letters, ref count, batch, 'w', Math.Max(1, Milliseconds(window)));
        Add(letters, ref count, batch, 'i', message.IsScheduled ? $"{message.MessageId}/{message.Token}" : message.MessageId.ToString());
    }

    private static void Add(Span<char> letters, ref int count, SendBatch batch, char letter, in RedisValue value)
    {
        letters[count++] = letter;
        batch.Append(value);
    }

    // Upwards: a message must not come early, nor live shorter than asked.
    private static long Milliseconds(TimeSpan span) => (long)Math.Ceiling(span.TotalMilliseconds);
}
