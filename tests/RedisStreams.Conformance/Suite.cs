using Corporation.RedisStreams.Conformance;
using Corporation.RedisStreams.Conformance.Profiles;
using Xunit.Sdk;
using Xunit.v3;

[assembly: WaitingSideBySide]
[assembly: AssemblyFixture(typeof(InMemoryFixture))]
[assembly: AssemblyFixture(typeof(RabbitMqFixture))]
[assembly: AssemblyFixture(typeof(RedisServerFixture))]
[assembly: AssemblyFixture(typeof(RedisClusterFixture))]

namespace Corporation.RedisStreams.Conformance;

/// <summary>Most of a test's time is waiting, so more of them than cores run side by side, those of one class, too.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class WaitingSideBySideAttribute : Attribute, IParallelizationAttribute
{
    private const int Tests = 6;

    public ParallelAlgorithm? GetAlgorithm() => ParallelAlgorithm.Conservative;

    public int? GetMaxThreads() => Tests;

    public ParallelMode? GetMode() => ParallelMode.All;
}
