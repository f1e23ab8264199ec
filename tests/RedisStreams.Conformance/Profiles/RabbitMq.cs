using Corporation.RedisStreams.Conformance.Consuming;
using Corporation.RedisStreams.Conformance.Faulting;
using Corporation.RedisStreams.Conformance.Hosting;
using Corporation.RedisStreams.Conformance.Publishing;
using Corporation.RedisStreams.Conformance.Requesting;
using Corporation.RedisStreams.Conformance.Sending;

namespace Corporation.RedisStreams.Conformance.Profiles;

/// <summary>The specifications, run against <see cref="RabbitMqFixture"/>.</summary>
public static class RabbitMq
{
    public sealed class Limit(RabbitMqFixture fixture) : LimitSpecs(fixture);

    public sealed class Fault(RabbitMqFixture fixture) : FaultSpecs(fixture);

    public sealed class Retry(RabbitMqFixture fixture) : RetrySpecs(fixture);

    public sealed class Bus(RabbitMqFixture fixture) : BusSpecs(fixture);

    public sealed class Endpoint(RabbitMqFixture fixture) : EndpointSpecs(fixture);

    public sealed class Naming(RabbitMqFixture fixture) : NamingSpecs(fixture);

    public sealed class Publishing(RabbitMqFixture fixture) : PublishingSpecs(fixture);

    public sealed class Request(RabbitMqFixture fixture) : RequestSpecs(fixture);

    public sealed class Sending(RabbitMqFixture fixture) : SendingSpecs(fixture);

    public sealed class Waiting(RabbitMqFixture fixture) : WaitingSpecs(fixture);
}
