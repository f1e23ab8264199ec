using System.Diagnostics;
using Corporation.TransportChaos.Ledgers;
using Corporation.TransportChaos.Victims;

namespace Corporation.TransportChaos.Running;

/// <summary>The processes of a run.</summary>
internal sealed class Fleet(string folder, int seed, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan BorrowPatience = TimeSpan.FromSeconds(20);

    // Now and then a process is struck while it starts; mostly when it works, or it would never come to that.
    private const int WhileStartingOneIn = 5;

    private readonly List<VictimSlot> _slots = [];
    private readonly List<VictimPlan> _plans = [];
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly int[] _numbers = new int[2];

    public IEnumerable<VictimProcess> Consumers => ProcessesOf(VictimRole.Consumer);

    public IEnumerable<VictimProcess> Producers => ProcessesOf(VictimRole.Producer);

    public async Task AddAsync(Func<int, string, VictimPlan> plan, VictimRole role, CancellationToken cancellationToken)
    {
        var number = NextNumber(role);
        _slots.Add(new VictimSlot(await StartAsync(plan(number, LedgerFile(role, number)), cancellationToken)));
    }

    /// <summary>Starts the process that takes the place of one that has ended. A producer sends what the former one had not begun with.</summary>
    public async Task ReplaceAsync(VictimSlot slot)
    {
        var old = slot.Process.Plan;
        await slot.Process.DisposeAsync();
        var number = NextNumber(old.Role);
        var left = old.Role == VictimRole.Producer && old.Messages < int.MaxValue
            ? Math.Max(0, old.Messages - ProducerAccount.CountBegun(old.LedgerFile))
            : old.Messages;
        slot.Process = await StartAsync(old with { Number = number, LedgerFile = LedgerFile(old.Role, number), Messages = left }, CancellationToken.None);
    }

    /// <summary>Takes a process that nobody else has, for doing something to it.</summary>
    /// <returns>Null when there is none; a producer may have sent everything.</returns>
    public async Task<VictimSlot?> BorrowAsync(VictimRole role)
    {
        var started = Stopwatch.GetTimestamp();
        bool mayBeStarting;
        lock (_gate)
            mayBeStarting = _random.Next(WhileStartingOneIn) == 0;
        while (Stopwatch.GetElapsedTime(started) < BorrowPatience)
        {
            lock (_gate)
            {
                var free = _slots.Where(slot => slot.Process.Plan.Role == role && slot is { IsBorrowed: false, Process.HasExited: false }
                    && (mayBeStarting || slot.Process.HasWorked)).ToList();
                if (free.Count > 0)
                {
                    var slot = free[_random.Next(free.Count)];
                    slot.IsBorrowed = true;
                    return slot;
                }
            }

            await Task.Delay(Pause, time);
        }

        return null;
    }

    public void Return(VictimSlot slot)
    {
        lock (_gate)
            slot.IsBorrowed = false;
    }

    /// <summary>Whether every producer has sent what it was to send.</summary>
    public bool HaveProducersEnded()
    {
        lock (_gate)
            return _slots.All(slot => slot.Process.Plan.Role != VictimRole.Producer || slot is { IsBorrowed: false, Process.HasExited: true });
    }

    /// <summary>What every process that a role ever had was to do, and where its ledger is.</summary>
    public IReadOnlyList<VictimPlan> PlansOf(VictimRole role)
    {
        lock (_gate)
            return [.. _plans.Where(plan => plan.Role == role && File.Exists(plan.LedgerFile))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var slot in _slots)
            await slot.Process.DisposeAsync();
    }

    private async Task<VictimProcess> StartAsync(VictimPlan plan, CancellationToken cancellationToken)
    {
        lock (_gate)
            _plans.Add(plan);
        return await VictimProcess.StartAsync(plan, cancellationToken);
    }

    private IEnumerable<VictimProcess> ProcessesOf(VictimRole role) => _slots.Select(slot => slot.Process).Where(process => process.Plan.Role == role);

    private int NextNumber(VictimRole role) => Interlocked.Increment(ref _numbers[(int)role]);

    private string LedgerFile(VictimRole role, int number) =>
        Path.Combine(folder, $"{VictimPlan.NameOf(role, number)}.ledger");
}
