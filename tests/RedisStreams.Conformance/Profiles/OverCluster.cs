using Corporation.RedisStreams.Conformance.Consuming;
using Corporation.RedisStreams.Conformance.Coordinating;
using Corporation.RedisStreams.Conformance.Declaring;
using Corporation.RedisStreams.Conformance.Delaying;
using Corporation.RedisStreams.Conformance.Faulting;
using Corporation.RedisStreams.Conformance.Hosting;
using Corporation.RedisStreams.Conformance.Observing;
using Corporation.RedisStreams.Conformance.Publishing;
using Corporation.RedisStreams.Conformance.Requesting;
using Corporation.RedisStreams.Conformance.Sending;
using Corporation.RedisStreams.Conformance.Serializing;
using Corporation.RedisStreams.Conformance.Surviving;

namespace Corporation.RedisStreams.Conformance.Profiles;

/// <summary>The specifications, run against <see cref="RedisClusterFixture"/>.</summary>
public static class OverCluster
{
    public sealed class Filter(RedisClusterFixture fixture) : FilterSpecs(fixture);

    public sealed class Limit(RedisClusterFixture fixture) : LimitSpecs(fixture);

    public sealed class Batch(RedisClusterFixture fixture) : BatchSpecs(fixture);

    public sealed class Future(RedisClusterFixture fixture) : FutureSpecs(fixture);

    public sealed class Job(RedisClusterFixture fixture) : JobSpecs(fixture);

    public sealed class RoutingSlip(RedisClusterFixture fixture) : RoutingSlipSpecs(fixture);

    public sealed class Saga(RedisClusterFixture fixture) : SagaSpecs(fixture);

    public sealed class Storage(RedisClusterFixture fixture) : StorageSpecs(fixture);

    public sealed class Declaring(RedisClusterFixture fixture) : DeclaringSpecs(fixture);

    public sealed class Delay(RedisClusterFixture fixture) : DelaySpecs(fixture);

    public sealed class Fault(RedisClusterFixture fixture) : FaultSpecs(fixture);

    public sealed class Retry(RedisClusterFixture fixture) : RetrySpecs(fixture);

    public sealed class Bus(RedisClusterFixture fixture) : BusSpecs(fixture);

    public sealed class Endpoint(RedisClusterFixture fixture) : EndpointSpecs(fixture);

    public sealed class Observing(RedisClusterFixture fixture) : ObservingSpecs(fixture);

    public sealed class Naming(RedisClusterFixture fixture) : NamingSpecs(fixture);

    public sealed class Publishing(RedisClusterFixture fixture) : PublishingSpecs(fixture);

    public sealed class Request(RedisClusterFixture fixture) : RequestSpecs(fixture);

    public sealed class Sending(RedisClusterFixture fixture) : SendingSpecs(fixture);

    public sealed class Waiting(RedisClusterFixture fixture) : WaitingSpecs(fixture);

    public sealed class Serializer(RedisClusterFixture fixture) : SerializerSpecs(fixture);

    public sealed class Survival(RedisClusterFixture fixture) : SurvivalSpecs(fixture);
}
