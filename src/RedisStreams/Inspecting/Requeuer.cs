using System.Globalization;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Sending;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Inspecting;

/// <summary>Sends what lies in a queue somewhere else: from an error queue back to where it failed.</summary>
internal sealed class Requeuer(RedisConnection connection)
{
    // One call is one step, during which the server does nothing else; its bodies are read for the filter.
    private const int EntriesPerStep = 50;

    private static readonly Script Requeue = Script.Of("requeue");

    private readonly QueueInspector _inspector = new(connection);

    /// <summary>
    /// Moves messages in steps of some entries; each step happens as a whole or not at all. Messages that a consumer has stay.
    /// </summary>
    /// <param name="from">Where they lie.</param>
    /// <param name="to">Where they go; headers about the fault and an expiry are left behind.</param>
    /// <param name="filter">Which of them; null for all.</param>
    /// <param name="delay">When they are to arrive; null for at once.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <exception cref="ArgumentException">They would go where they are, and never end.</exception>
    public async Task<RequeueResult> RequeueAsync(
        QueueName from, Destination to, Func<PeekedMessage, bool>? filter, TimeSpan? delay, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (to.Text == Destination.Queue(from).Text)
            throw new ArgumentException($"Messages of the queue '{from}' can't be sent to that queue again: it would never end.", nameof(to));

        var sent = 0;
        EntryPlace? after = null;
        while (sent < limit)
        {
            var page = await _inspector.PeekAsync(from, EntriesPerStep, after, cancellationToken);
            if (page.Count == 0)
                break;
            after = page[^1].Place;

            var chosen = page.Where(message => !message.IsInHand && filter?.Invoke(message) != false).Take(limit - sent).ToArray();
            var (count, refusal) = await StepAsync(from, to, chosen, delay);
            sent += count;
            if (refusal.Length > 0)
                return new RequeueResult(sent, SendFailure.Describe(refusal, to, connection.ServerName));
        }

        return new RequeueResult(sent, null);
    }

    private async Task<(int Sent, string Refusal)> StepAsync(QueueName from, Destination to, PeekedMessage[] messages, TimeSpan? delay)
    {
        if (messages.Length == 0)
            return (0, "");

        var delayMs = delay is { } wait ? ((long)Math.Ceiling(wait.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture) : "";
        RedisValue[] arguments =
        [
            from.Value, to.Text, delayMs,
            .. messages.SelectMany(message => new RedisValue[]
            {
                message.Place.Lane.Code, message.Place.Id.ToString(),
                FaultHeaders.Remove(message.Fields.GetValueOrDefault(EntryFields.Headers)), delay is null ? "" : Guid.NewGuid().ToString(),
            }),
        ];
        var reply = (RedisResult[]?)await Requeue.EvaluateAsync(connection.Database, connection.Keys.ForScripts, arguments) ?? [];
        return ((int)reply[0], (string?)reply[1] ?? "");
    }
}
