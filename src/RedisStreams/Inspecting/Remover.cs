using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Protocol;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Inspecting;

/// <summary>Removes for good what lies in a queue and is chosen.</summary>
internal sealed class Remover(RedisConnection connection)
{
    // One call is one step, during which the server does nothing else; its bodies are read.
    private const int EntriesPerStep = 50;

    private static readonly Script RemoveEntries = Script.Of("remove");

    private readonly QueueInspector _inspector = new(connection);

    /// <summary>Removes messages in steps of some entries. Those that a consumer has stay.</summary>
    /// <param name="from">Where they lie.</param>
    /// <param name="filter">Which of them.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends it between two steps.</param>
    /// <returns>How many.</returns>
    public async Task<int> RemoveAsync(QueueName from, Func<PeekedMessage, bool> filter, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var removed = 0;
        EntryPlace? after = null;
        while (removed < limit && await _inspector.PeekAsync(from, EntriesPerStep, after, cancellationToken) is { Count: > 0 } page)
        {
            after = page[^1].Place;
            var chosen = page.Where(message => !message.IsInHand && filter(message)).Take(limit - removed).ToArray();
            if (chosen.Length > 0)
                removed += await StepAsync(from, chosen);
        }

        return removed;
    }

    private async Task<int> StepAsync(QueueName from, PeekedMessage[] messages)
    {
        RedisValue[] arguments =
            [from.Value, .. messages.SelectMany(message => new RedisValue[] { message.Place.Lane.Code, message.Place.Id.ToString() })];
        return (int)await RemoveEntries.EvaluateAsync(connection.Database, connection.Keys.ForScripts, arguments);
    }
}
