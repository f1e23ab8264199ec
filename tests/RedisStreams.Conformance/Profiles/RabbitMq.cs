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

/// <summary>The specifications, run against <see cref="RabbitMqFixture"/>.</summary>
public static class RabbitMq
{
    public sealed class Filter(RabbitMqFixture fixture) : FilterSpecs(fixture);

    public sealed class Limit(RabbitMqFixture fixture) : LimitSpecs(fixture);

    public sealed class Batch(RabbitMqFixture fixture) : BatchSpecs(fixture);

    public sealed class Future(RabbitMqFixture fixture) : FutureSpecs(fixture);

    public sealed class Job(RabbitMqFixture fixture) : JobSpecs(fixture);

    public sealed class RoutingSlip(RabbitMqFixture fixture) : RoutingSlipSpecs(fixture);

    public sealed class Saga(RabbitMqFixture fixture) : SagaSpecs(fixture);

    public sealed class Storage(RabbitMqFixture fixture) : StorageSpecs(fixture);

    public sealed class Declaring(RabbitMqFixture fixture) : DeclaringSpecs(fixture);

    public sealed class Delay(RabbitMqFixture fixture) : DelaySpecs(fixture);

    public sealed class Fault(RabbitMqFixture fixture) : FaultSpecs(fixture);

    public sealed class Retry(RabbitMqFixture fixture) : RetrySpecs(fixture);

    public sealed class Bus(RabbitMqFixture fixture) : BusSpecs(fixture);

    public sealed class Endpoint(RabbitMqFixture fixture) : EndpointSpecs(fixture);

    public sealed class Observing(RabbitMqFixture fixture) : ObservingSpecs(fixture);

    public sealed class Naming(RabbitMqFixture fixture) : NamingSpecs(fixture);

    public sealed class Publishing(RabbitMqFixture fixture) : PublishingSpecs(fixture);

    public sealed class Request(RabbitMqFixture fixture) : RequestSpecs(fixture);

    public sealed class Sending(RabbitMqFixture fixture) : SendingSpecs(fixture);

    public sealed class Waiting(RabbitMqFixture fixture) : WaitingSpecs(fixture);

    public sealed class Serializer(RabbitMqFixture fixture) : SerializerSpecs(fixture);

    public sealed class Survival(RabbitMqFixture fixture) : SurvivalSpecs(fixture);
}
