using Corporation.TransportBench.Accounting;
using Corporation.TransportBench.Resources;
using Corporation.TransportBench.UnderTest;

namespace Corporation.TransportBench.Measuring;

/// <summary>What every turn begins and ends with: a new ledger, a clean heap, and an account of every message.</summary>
/// <param name="time">For pauses.</param>
/// <param name="note">Is told about publishes that failed.</param>
internal sealed class TurnRunner(TimeProvider time, Action<string> note)
{
    /// <summary>How long nothing may move before the missing messages count as lost, and open publishes as stalled.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Check = TimeSpan.FromSeconds(1);

    /// <summary>Time for the last acknowledgements and for duplicates to come in, so that the next turn doesn't pay for them.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, TurnAccount> _accounts = [];
    private readonly List<double> _othersPercent = [];
    private int _runs;

    /// <summary>The sum of all turns so far, by transport.</summary>
    public IReadOnlyDictionary<string, TurnAccount> Accounts => _accounts;

    /// <summary>By turn: how much of the machine was taken by processes that have no part in the benchmark.</summary>
    public IReadOnlyList<double> OthersPercent => _othersPercent;

    public MessageLedger Begin(ITransportUnderTest transport, int capacity)
    {
        var ledger = new MessageLedger(++_runs, capacity);
        transport.Reception.Expect(ledger);

        // Nobody pays for the garbage of whoever had the turn before.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return ledger;
    }

    /// <summary>Publishes one message and notes in the ledger what became of it.</summary>
    public static async Task PublishAsync(ITransportUnderTest transport, MessageLedger ledger, int sequence)
    {
        try
        {
            await transport.PublishAsync(ledger.Run, sequence);
            ledger.Confirm(sequence);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whatever a transport throws is counted, and makes the run fail; the other messages still tell where it stands.
            ledger.Fail(exception);
        }
    }

    /// <summary>Waits for publishing to end.</summary>
    /// <exception cref="TransportStalledException">A publish does not end, and nothing arrives either.</exception>
    public async Task AwaitPublishingAsync(
        ITransportUnderTest transport, MessageLedger ledger, Task publishing, CancellationToken cancellationToken)
    {
        if (!await EndsAsync(publishing, ledger, cancellationToken))
            throw new TransportStalledException(
                $"{transport.Key} stalled: for {Patience.TotalSeconds} s no publish has ended and nothing has arrived. "
                + $"Of {ledger.HandedOut} messages {ledger.Account().Confirmed} were confirmed and {ledger.Consumed} consumed.");
        await publishing;
    }

    /// <summary>Returns when everything was consumed, or when nothing has come for so long that the rest is lost.</summary>
    public Task DrainAsync(MessageLedger ledger, CancellationToken cancellationToken)
    {
        ledger.Seal();
        return EndsAsync(ledger.Complete, ledger, cancellationToken);
    }

    /// <summary>False when nothing has moved for so long that it won't end.</summary>
    private async Task<bool> EndsAsync(Task task, MessageLedger ledger, CancellationToken cancellationToken)
    {
        var (seen, since) = ((ledger.HandedOut, ledger.Consumed), time.GetTimestamp());
        while (await Task.WhenAny(task, Task.Delay(Check, time, cancellationToken)) != task)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if ((ledger.HandedOut, ledger.Consumed) != seen)
                (seen, since) = ((ledger.HandedOut, ledger.Consumed), time.GetTimestamp());
            else if (time.GetElapsedTime(since) >= Patience)
                return false;
        }

        return true;
    }

    /// <summary>Closes the account of the turn.</summary>
    public async Task EndAsync(
        ITransportUnderTest transport,
        MessageLedger ledger,
        (ResourceReading Before, ResourceReading After) resources,
        CancellationToken cancellationToken)
    {
        if (resources.After.OthersPercent(resources.Before) is { } percent)
            _othersPercent.Add(percent);
        await Task.Delay(Settling, time, cancellationToken);
        var key = transport.Key;
        var account = ledger.Account();
        _accounts[key] = _accounts.GetValueOrDefault(key) + account;
        if (account.Lost > 0)
            note($"{key}: {account.Lost} of {account.Confirmed} messages of this turn never arrived");
        if (ledger.FirstError is { } error)
            note($"{key}: {account.PublishErrors} publishes failed, the first with {error.GetType().Name}: {error.Message}");
    }
}
