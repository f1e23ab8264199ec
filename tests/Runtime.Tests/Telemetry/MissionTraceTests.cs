using System.Diagnostics;
using Corporation.Runtime.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OpenTelemetry.Trace;

namespace Corporation.Runtime.Tests.Telemetry;

public sealed class MissionTraceTests
{
    [Fact]
    public void Steps_of_a_mission_are_of_one_trace_whatever_goes_on_around_them()
    {
        using var listener = Listen();
        var mission = Guid.CreateVersion7();
        using var request = new Activity("request of somebody").SetIdFormat(ActivityIdFormat.W3C).Start();

        using var run = MissionTrace.Begin("run mission", ActivityKind.Internal, mission, "echo");
        using var report = MissionTrace.Begin("report mission", ActivityKind.Client, mission, null);

        Assert.Equal(mission.ToString("N"), run!.TraceId.ToHexString());
        Assert.Equal(run.TraceId, report!.TraceId);
        Assert.Equal(run.SpanId, report.ParentSpanId);
        Assert.Equal(mission.ToString(), run.GetTagItem("mission.id"));
        Assert.Equal("echo", run.GetTagItem("mission.kind"));
        Assert.NotEqual(request.TraceId, run.TraceId);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    [InlineData(1)]
    public void A_share_of_missions_is_traced_and_all_of_each(double share)
    {
        var sampler = new MissionSampler(share);
        var missions = Enumerable.Range(0, 4_000).Select(_ => Guid.CreateVersion7()).ToList();

        var traced = missions.Where(mission => Decide(sampler, mission)).ToList();

        Assert.InRange(traced.Count, share * 4_000 - 200, share * 4_000 + 200);
        Assert.All(traced.Take(50), mission => Assert.True(Decide(new MissionSampler(share), mission)));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "nowhere")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes")]
    public void A_variable_that_is_wrong_is_refused_by_its_name(string name, string value)
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Read((name, value)));

        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_sent_without_an_endpoint_and_only_what_has_one()
    {
        Assert.Equal((false, false), Exports());
        Assert.Equal((true, true), Exports(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317")));
        Assert.Equal((true, false), Exports(("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://collector:4317")));
        Assert.Equal((true, false), Exports(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317"), ("OTEL_METRICS_EXPORTER", "none")));
        Assert.Equal((false, false), Exports(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317"), ("OTEL_SDK_DISABLED", "true")));
        Assert.Equal(0.1, Read(("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "0.1")).Share);
    }

    private static (bool Traces, bool Metrics) Exports(params (string Name, string Value)[] settings)
    {
        var read = Read(settings);
        return (read.ExportsTraces, read.ExportsMetrics);
    }

    private static OtlpSettings Read(params (string Name, string Value)[] settings) => OtlpSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build());

    private static bool Decide(MissionSampler sampler, Guid mission)
    {
        var id = mission.ToString("N");
        var root = new ActivityContext(ActivityTraceId.CreateFromString(id), ActivitySpanId.CreateFromString(id.AsSpan(16)), ActivityTraceFlags.Recorded, isRemote: true);
        return sampler.ShouldSample(new SamplingParameters(root, root.TraceId, "run mission", ActivityKind.Internal)).Decision == SamplingDecision.RecordAndSample;
    }

    private static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == MissionTrace.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
