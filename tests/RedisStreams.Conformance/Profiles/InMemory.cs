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

/// <summary>The specifications, run against <see cref="InMemoryFixture"/>.</summary>
public static class InMemory
{
    public sealed class Filter(InMemoryFixture fixture) : FilterSpecs(fixture);

    public sealed class Limit(InMemoryFixture fixture) : LimitSpecs(fixture);

    public sealed class Batch(InMemoryFixture fixture) : BatchSpecs(fixture);

    public sealed class Future(InMemoryFixture fixture) : FutureSpecs(fixture);

    public sealed class Job(InMemoryFixture fixture) : JobSpecs(fixture);

    public sealed class RoutingSlip(InMemoryFixture fixture) : RoutingSlipSpecs(fixture);

    public sealed class Saga(InMemoryFixture fixture) : SagaSpecs(fixture);

    public sealed class Storage(InMemoryFixture fixture) : StorageSpecs(fixture);

    public sealed class Declaring(InMemoryFixture fixture) : DeclaringSpecs(fixture);

    public sealed class Delay(InMemoryFixture fixture) : DelaySpecs(fixture);

    public sealed class Fault(InMemoryFixture fixture) : FaultSpecs(fixture);

    public sealed class Retry(InMemoryFixture fixture) : RetrySpecs(fixture);

    public sealed class Bus(InMemoryFixture fixture) : BusSpecs(fixture);

    public sealed class Endpoint(InMemoryFixture fixture) : EndpointSpecs(fixture);

    public sealed class Observing(InMemoryFixture fixture) : ObservingSpecs(fixture);

    public sealed class Naming(InMemoryFixture fixture) : NamingSpecs(fixture);

    public sealed class Publishing(InMemoryFixture fixture) : PublishingSpecs(fixture);

    public sealed class Request(InMemoryFixture fixture) : RequestSpecs(fixture);

    public sealed class Sending(InMemoryFixture fixture) : SendingSpecs(fixture);

    public sealed class Waiting(InMemoryFixture fixture) : WaitingSpecs(fixture);

    public sealed class Serializer(InMemoryFixture fixture) : SerializerSpecs(fixture);

    public sealed class Survival(InMemoryFixture fixture) : SurvivalSpecs(fixture);
}
