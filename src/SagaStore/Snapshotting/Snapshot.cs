using System.Globalization;
using System.Text.Json;
using MassTransit;
using StackExchange.Redis;

namespace Corporation.SagaStore.Snapshotting;

/// <summary>A saga as Redis has it.</summary>
/// <param name="Saga">The saga.</param>
/// <param name="Version">With which a change must find it.</param>
/// <param name="State">Its JSON.</param>
internal sealed record Snapshot<TSaga>(TSaga Saga, int Version, string State)
    where TSaga : class, ISagaVersion
{
    public static string Write(TSaga saga) => JsonSerializer.Serialize(saga);

    /// <returns>Null when there is none.</returns>
    /// <exception cref="InvalidOperationException">What is under the key is no such saga.</exception>
    public static async Task<Snapshot<TSaga>?> ReadAsync(IDatabase database, SnapshotKeys keys)
    {
        // From the primary: a replica may be behind, and the change would be refused.
        var fields = await database.HashGetAsync(keys.Saga, ["version", "state"], CommandFlags.DemandMaster);
        if (fields is not [{ IsNull: false } version, { IsNull: false } state])
            return null;

        try
        {
            var saga = JsonSerializer.Deserialize<TSaga>((string)state!) ?? throw new JsonException("It is null.");
            saga.Version = int.Parse((string)version!, CultureInfo.InvariantCulture);
            return new Snapshot<TSaga>(saga, saga.Version, (string)state!);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or FormatException)
        {
            throw new InvalidOperationException(
                $"The Redis key {keys.Saga} is no {typeof(TSaga).Name}: {exception.Message} "
                + "Correct the class so that it reads what was written, use another KeyPrefix, or delete the key.",
                exception);
        }
    }
}
