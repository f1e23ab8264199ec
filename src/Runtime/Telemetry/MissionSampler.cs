using System.Buffers.Binary;
using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Corporation.Runtime.Telemetry;

/// <summary>Traces a share of the missions, chosen by their ids, so that every process decides alike; what belongs to another trace follows it.</summary>
/// <remarks>The library's own sampler looks at the half of an id in which a mission's id has the time of its submit: it would choose all or none of an hour.</remarks>
internal sealed class MissionSampler(double share) : Sampler
{
    private const double Range = 1UL << 53;

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;
        var isDecided = parent.TraceId != default && !MissionTrace.IsRoot(parent);
        var isChosen = isDecided ? parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) : IsChosen(samplingParameters.TraceId);
        return new SamplingResult(isChosen ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
    }

    private bool IsChosen(ActivityTraceId trace)
    {
        Span<byte> bytes = stackalloc byte[16];
        trace.CopyTo(bytes);
        var chance = (BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) & ((1UL << 53) - 1)) / Range;
        return chance < share;
    }
}
