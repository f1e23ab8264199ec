using System.Diagnostics.Metrics;
using Corporation.Contracts.Missions;
using Corporation.Hq.Measuring;
using Corporation.Sagas.MissionLife;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.Hq.Tests.Measuring;

public sealed class MissionMetricsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(MissionEventNames.Submitted, "hq.missions.submitted", "")]
    [InlineData(MissionEventNames.Offered, "hq.offers", "")]
    [InlineData(MissionEventNames.OfferLapsed, "hq.offers.lapsed", "")]
    [InlineData(MissionEventNames.LeaseLapsed, "hq.leases.lapsed", "")]
    [InlineData(MissionEventNames.RetryScheduled, "hq.retries", "")]
    [InlineData(MissionEventNames.LateResult, "hq.results.late", "")]
    [InlineData(MissionEventNames.Succeeded, "hq.missions.ended", ",state=succeeded")]
    [InlineData(MissionEventNames.Failed, "hq.missions.ended", ",state=failed")]
    [InlineData(MissionEventNames.Cancelled, "hq.missions.ended", ",state=cancelled")]
    [InlineData(MissionEventNames.DeadLettered, "hq.missions.ended", ",state=dead_lettered")]
    [InlineData(MissionEventNames.Expired, "hq.missions.ended", ",state=expired")]
    public void Each_event_that_was_committed_is_counted_once(string what, string instrument, string tags) =>
        Assert.Equal([$"{instrument} mission_kind=echo{tags} 1"], Measure(new MissionEvent { Event = what, MissionKind = "echo", OccurredAt = Now }));

    [Fact]
    public void A_claim_tells_how_long_the_mission_waited_and_its_offer_lay_on_the_bus() => Assert.Equal(
        ["hq.queue.wait mission_kind=echo 5", "hq.claim.latency mission_kind=echo 0.25"],
        Measure(new MissionEvent
        {
            Event = MissionEventNames.Claimed, MissionKind = "echo", OccurredAt = Now, QueuedSince = Now.AddSeconds(-5), OfferedSince = Now.AddSeconds(-0.25),
        }));

    [Fact]
    public void What_changes_no_count_is_not_counted() =>
        Assert.Empty(Measure(new MissionEvent { Event = MissionEventNames.Progressed, MissionKind = "echo", OccurredAt = Now }));

    private static List<string> Measure(MissionEvent happened)
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var seen = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, meters))
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Add(Line(instrument, value, tags)));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen.Add(Line(instrument, value, tags)));
        var metrics = new MissionMetrics(meters);
        listener.Start();

        metrics.Committed([happened, new object()]);
        return seen;
    }

    private static string Line<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        FormattableString.Invariant($"{instrument.Name} {string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))} {value}");
}
