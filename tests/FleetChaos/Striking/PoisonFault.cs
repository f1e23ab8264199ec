using Corporation.Contracts;

namespace Corporation.FleetChaos.Striking;

/// <summary>Puts messages that nobody can read on HQ's queue and on a factory's, and sees that they come to the error queues, with the reason.</summary>
internal sealed class PoisonFault(BusTap tap, FaultLog log)
{
    private const int Tries = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly string[] Queues = [QueueNames.Hq, QueueNames.OfKind("echo")];

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    public async Task StrikeAsync(CancellationToken cancellationToken)
    {
        foreach (var queue in Queues)
        {
            if (!await IsCaughtAsync(queue, cancellationToken))
                log.Complain($"a message that nobody can read was put on queue {queue} {Tries} times and did not come to its error queue with a reason");
        }

        log.Done(FaultKind.PoisonMessage, $"{Queues.Length} in their error queues");
    }

    /// <summary>What lies in error queues and was not put there by this.</summary>
    public async Task<IReadOnlyList<string>> FindStrangersAsync() =>
        [.. (await tap.ReadErrorsAsync()).Where(error => !_ids.Contains(error.Id)).Select(error => $"{error.Queue}: message {error.Id} {error.Headers}")];

    // More than once: what was there may have gone with a Redis that was emptied meanwhile.
    private async Task<bool> IsCaughtAsync(string queue, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var id = Guid.NewGuid().ToString();
            _ids.Add(id);
            await tap.SendAsync(queue, new("b", "{\"this is\": not JSON"), new("c", "application/vnd.masstransit+json"), new("i", id));
            if (await Running.Patience.UntilAsync(() => HasReasonAsync(queue, id), Patience, cancellationToken))
                return true;
        }

        return false;
    }

    private async Task<bool> HasReasonAsync(string queue, string id) => (await tap.ReadErrorsAsync()).Any(error =>
        error.Queue == $"{queue}_error" && error.Id == id && (error.Headers.Contains("MT-Reason", StringComparison.Ordinal) || error.Headers.Contains("MT-Fault", StringComparison.Ordinal)));
}
