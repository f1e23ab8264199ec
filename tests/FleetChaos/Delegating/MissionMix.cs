using System.Globalization;
using System.Text.Json;
using Corporation.Contracts.Http;
using Corporation.Contracts.Json;
using Corporation.Contracts.Missions;

namespace Corporation.FleetChaos.Delegating;

/// <summary>What is submitted: mostly short missions, some long ones, some that fail, some that are cancelled.</summary>
internal sealed class MissionMix(int seed, TimeSpan lease)
{
    // Being killed again and again must not be how a mission ends that can succeed.
    private const int ManyRetries = 30;

    private const int FailingRetries = 2;
    private const int MostPriority = 100;

    private readonly Random _random = new(seed);
    private int _number;

    /// <summary>The orders of a run. Those that outlive a lease come in its first half, so that it ends in time.</summary>
    public IReadOnlyList<MissionOrder> Compose(int count)
    {
        var orders = new MissionOrder[count];
        var outliving = Math.Clamp(count / 100, 2, 24);
        for (var i = 0; i < count; i++)
            orders[i] = i < count / 2 && i % Math.Max(1, count / 2 / outliving) == 0 ? Sleep(lease.TotalSeconds * 1.3) : Next();
        return orders;
    }

    /// <summary>One that is over at once.</summary>
    public MissionOrder Echo() => Order("echo", new { Text = $"text {_number}" }, MissionLifeState.Succeeded);

    /// <summary>One that takes a while.</summary>
    public MissionOrder Sleep(double seconds) => Shell(MissionLifeState.Succeeded, "sleep", seconds.ToString("0.##", CultureInfo.InvariantCulture));

    private MissionOrder Next() => _random.Next(100) switch
    {
        < 8 => Sleep(0.1 + (_random.NextDouble() * 1.9)),
        < 11 => Shell(MissionLifeState.DeadLettered, "false"),
        < 14 => Sleep(20) with { End = null, CancelAfter = TimeSpan.FromSeconds(_random.NextDouble() * 3) },
        < 24 => Echo() with { IsSubmittedTwice = true },
        < 26 => Order("system:ping", new { }, MissionLifeState.Succeeded),
        _ => Echo(),
    };

    private MissionOrder Shell(MissionLifeState end, params string[] command) => Order("shell_task", new { Command = command }, end);

    private MissionOrder Order(string kind, object context, MissionLifeState end)
    {
        var submission = new MissionSubmission
        {
            MissionKind = kind,
            IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"chaos-{seed}-{_number++}"),
            Priority = _random.Next(4) == 0 ? _random.Next(MostPriority + 1) : null,
            MaxRetries = end == MissionLifeState.DeadLettered ? FailingRetries : ManyRetries,
            Payload = new SubmittedPayload { Context = JsonSerializer.SerializeToElement(context, ContractsJson.Http) },
        };
        return new MissionOrder(submission, end);
    }
}
