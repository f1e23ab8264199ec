using System.Globalization;
using Corporation.FleetChaos.Running;
using Microsoft.Data.Sqlite;

namespace Corporation.FleetChaos.Striking;

/// <summary>Kills a factory that has finished and could not report, since the bus is away.</summary>
internal sealed class ReportFaults(ChaosPlan plan, ChaosFleet fleet, FactoryFaults factories, FaultLog log, Random random)
{
    private static readonly TimeSpan JournalPatience = TimeSpan.FromSeconds(60);

    /// <summary>Kills it, and lets it come back when others have run what it held.</summary>
    public Task LoseReportAsync(RestartQueue restarts, CancellationToken cancellationToken) =>
        StrikeAsync(FaultKind.FactoryKillUnreported, plan.BeyondLease(random) * 2, restarts, cancellationToken);

    /// <summary>Kills it, and lets it come back at once.</summary>
    public Task DeliverByJournalAsync(RestartQueue restarts, CancellationToken cancellationToken) =>
        StrikeAsync(FaultKind.JournalDelivery, TimeSpan.Zero, restarts, cancellationToken);

    private async Task StrikeAsync(FaultKind kind, TimeSpan delay, RestartQueue restarts, CancellationToken cancellationToken)
    {
        var (slot, held) = await factories.TakeBusyAsync(cancellationToken);
        var isKilled = false;
        try
        {
            await fleet.Redis.KillAsync();
            var finished = await Patience.UntilAsync(() => Task.FromResult(CountReports(slot) > 0), JournalPatience, cancellationToken);
            if (!finished)
                throw new FaultMissedException($"{slot.Id} held {held.Count} and finished none of them within {JournalPatience.TotalSeconds} s without its bus");

            var reports = CountReports(slot);
            isKilled = true;
            await slot.Node.KillAsync();
            log.Died(held);
            log.Done(kind, $"{slot.Id} had {reports} reports in its journal; back after {delay.TotalSeconds:0} s");
        }
        finally
        {
            await fleet.Redis.RestartAsync(cancellationToken);
            if (isKilled)
                restarts.StartLater(slot, delay);
            else
                slot.Release();
        }
    }

    private static long CountReports(FactorySlot slot)
    {
        using var connection = new SqliteConnection(string.Create(
            CultureInfo.InvariantCulture, $"Data Source={Path.Combine(slot.Node.StateFolder, "journal.db")};Mode=ReadOnly;Pooling=False;Default Timeout=1"));
        try
        {
            connection.Open();
            using var command = new SqliteCommand("select count(*) from entries where report is not null", connection);
            return (long)command.ExecuteScalar()!;
        }
        catch (SqliteException)
        {
            return 0; // Busy; the next look tells.
        }
    }
}
