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

/// <summary>The specifications, run against <see cref="RedisServerFixture"/>.</summary>
public static class OverRedis
{
    public sealed class Filter(RedisServerFixture fixture) : FilterSpecs(fixture);

    public sealed class Limit(RedisServerFixture fixture) : LimitSpecs(fixture);

    public sealed class Batch(RedisServerFixture fixture) : BatchSpecs(fixture);

    public sealed class Future(RedisServerFixture fixture) : FutureSpecs(fixture);

    public sealed class Job(RedisServerFixture fixture) : JobSpecs(fixture);

    public sealed class RoutingSlip(RedisServerFixture fixture) : RoutingSlipSpecs(fixture);

    public sealed class Saga(RedisServerFixture fixture) : SagaSpecs(fixture);

    public sealed class Storage(RedisServerFixture fixture) : StorageSpecs(fixture);

    public sealed class Declaring(RedisServerFixture fixture) : DeclaringSpecs(fixture);

    public sealed class Delay(RedisServerFixture fixture) : DelaySpecs(fixture);

    public sealed class Fault(RedisServerFixture fixture) : FaultSpecs(fixture);

    public sealed class Retry(RedisServerFixture fixture) : RetrySpecs(fixture);

    public sealed class Bus(RedisServerFixture fixture) : BusSpecs(fixture);

    public sealed class Endpoint(RedisServerFixture fixture) : EndpointSpecs(fixture);

    public sealed class Observing(RedisServerFixture fixture) : ObservingSpecs(fixture);

    public sealed class Naming(RedisServerFixture fixture) : NamingSpecs(fixture);

    public sealed class Publishing(RedisServerFixture fixture) : PublishingSpecs(fixture);

    public sealed class Request(RedisServerFixture fixture) : RequestSpecs(fixture);

    public sealed class Sending(RedisServerFixture fixture) : SendingSpecs(fixture);

    public sealed class Waiting(RedisServerFixture fixture) : WaitingSpecs(fixture);

    public sealed class Serializer(RedisServerFixture fixture) : SerializerSpecs(fixture);

    public sealed class Survival(RedisServerFixture fixture) : SurvivalSpecs(fixture);
}
