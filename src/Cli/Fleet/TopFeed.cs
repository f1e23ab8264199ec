using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;

namespace Corporation.Cli.Fleet;

/// <summary>What <c>corp top</c> has heard of HQ: the last board, what HQ said before for the rates, and for how long it is away.</summary>
internal sealed class TopFeed(IFleetClient fleet, IMissionClient missions, TimeProvider time)
{
    /// <summary>An answer may take that long before HQ counts as away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private long _endedBefore = -1;
    private long _heardAt;
    private long? _askedAt;
    private bool _isAway;

    /// <summary>The last that was heard; null before the first time.</summary>
    public TopBoard? Board { get; private set; }

    /// <summary>For how long HQ has given no answer; null when it does.</summary>
    public TimeSpan? Away => Board is not null && (_isAway || (_askedAt is { } asked && time.GetElapsedTime(asked) > Patience)) ? time.GetElapsedTime(_heardAt) : null;

    /// <summary>Asks HQ.</summary>
    /// <exception cref="HqUnreachableException">HQ gave no answer.</exception>
    /// <exception cref="HqProblemException">HQ said no.</exception>
    public async Task<TopBoard> LookAsync(CancellationToken cancellationToken)
    {
        var (listing, working, counting) = (fleet.ListAsync(cancellationToken), fleet.GetWorkloadAsync(cancellationToken), missions.CountAsync(cancellationToken));
        await Task.WhenAll(listing, working, counting);

        var counts = await counting;
        var ended = counts.States.Where(static state => state.Key.IsTerminal()).Sum(static state => state.Value);
        double? rate = _endedBefore < 0 ? null : Math.Max(0, ended - _endedBefore) / Math.Max(0.001, time.GetElapsedTime(_heardAt).TotalMinutes);
        (_endedBefore, _heardAt) = (ended, time.GetTimestamp());
        return Board = new TopBoard(await listing, await working, counts, new TopRates(rate));
    }

    /// <summary>The same, where an HQ that is away may come back: the last board stays.</summary>
    public async Task TryLookAsync(CancellationToken cancellationToken)
    {
        _askedAt = time.GetTimestamp();
        try
        {
            await LookAsync(cancellationToken);
            _isAway = false;
        }
        catch (Exception exception) when (exception is HqUnreachableException or HqProblemException { Status: >= 500 })
        {
            _isAway = true;
        }
        finally
        {
            _askedAt = null;
        }
    }

    /// <summary>What programs get.</summary>
    public async Task<TopSnapshot> ReadAsync(CancellationToken cancellationToken) =>
        new(await fleet.ListAsync(cancellationToken), await fleet.GetWorkloadAsync(cancellationToken), await missions.CountAsync(cancellationToken));
}

/// <summary>What <c>corp top --json</c> writes.</summary>
internal sealed record TopSnapshot(FactoryList Fleet, Workload Workload, MissionCounts Missions);
