namespace Corporation.RedisStreams.Tests.Sending;

/// <summary>
/// What queues, subscriptions and the schedule are to hold after a series of steps: the transport's promises in a few lines of memory.
/// </summary>
internal sealed class SendingModel
{
    public SortedDictionary<string, List<string>> Queues { get; } = new(StringComparer.Ordinal);

    public Dictionary<(string Topic, string Queue), string> Subscriptions { get; } = [];

    public Dictionary<Guid, (string Body, string Destination, bool IsDue)> Scheduled { get; } = [];

    private readonly HashSet<(string Destination, Guid Id)> _sent = [];

    public int Send(string destination, string body, Guid? once)
    {
        if (once is { } id && !_sent.Add((destination, id)))
            return -1;
        return Deliver(destination, body);
    }

    public bool Schedule(Guid token, string destination, string body, bool isDue)
    {
        Scheduled[token] = (body, destination, isDue);
        return true;
    }

    public bool Cancel(Guid token) => Scheduled.Remove(token);

    // All of them have the same due time, and then the server goes by the token. Requeuing takes the oldest, so the order matters.
    public int MoveDue()
    {
        var due = Scheduled.Where(pair => pair.Value.IsDue).OrderBy(pair => $"{pair.Key}", StringComparer.Ordinal).ToArray();
        foreach (var (token, message) in due)
        {
            Deliver(message.Destination, message.Body);
            Scheduled.Remove(token);
        }

        return due.Length;
    }

    public bool Declare(string queue, string topic, string pattern)
    {
        Subscriptions.TryAdd((topic, queue), pattern);
        return Queues.TryAdd(queue, []);
    }

    public bool Delete(string queue)
    {
        foreach (var subscription in Subscriptions.Keys.Where(key => key.Queue == queue).ToArray())
            Subscriptions.Remove(subscription);
        return Queues.Remove(queue);
    }

    public int Purge(string queue)
    {
        var count = Queues.GetValueOrDefault(queue)?.Count ?? 0;
        Queues.GetValueOrDefault(queue)?.Clear();
        return count;
    }

    public int Requeue(string from, string to, int limit)
    {
        var moved = (Queues.GetValueOrDefault(from) ?? []).Take(limit).ToArray();
        Queues.GetValueOrDefault(from)?.RemoveRange(0, moved.Length);
        foreach (var body in moved)
            Deliver("q:" + to, body);
        return moved.Length;
    }

    private int Deliver(string destination, string body)
    {
        var name = destination[2..];
        string[] queues = destination[0] == 'q'
            ? [name]
            : [.. Subscriptions.Keys.Where(key => key.Topic == name || key.Topic == "parent").Select(key => key.Queue).Distinct()];
        foreach (var queue in queues)
        {
            if (!Queues.TryGetValue(queue, out var bodies))
                Queues[queue] = bodies = [];
            bodies.Add(body);
        }

        return queues.Length;
    }
}
