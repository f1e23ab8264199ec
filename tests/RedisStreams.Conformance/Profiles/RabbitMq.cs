using Corporation.RedisStreams.Conformance.Publishing;
using Corporation.RedisStreams.Conformance.Requesting;
using Corporation.RedisStreams.Conformance.Sending;

namespace Corporation.RedisStreams.Conformance.Profiles;

/// <summary>The specifications, run against <see cref="RabbitMqFixture"/>.</summary>
public static class RabbitMq
{
    public sealed class Publishes(RabbitMqFixture fixture) : PublishingSpecs(fixture);

    public sealed class Names(RabbitMqFixture fixture) : NamingSpecs(fixture);

    public sealed class Requests(RabbitMqFixture fixture) : RequestSpecs(fixture);

    public sealed class Sends(RabbitMqFixture fixture) : SendingSpecs(fixture);

    public sealed class Waits(RabbitMqFixture fixture) : WaitingSpecs(fixture);
}
