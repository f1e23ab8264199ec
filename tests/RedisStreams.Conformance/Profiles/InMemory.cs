using Corporation.RedisStreams.Conformance.Publishing;
using Corporation.RedisStreams.Conformance.Requesting;
using Corporation.RedisStreams.Conformance.Sending;

namespace Corporation.RedisStreams.Conformance.Profiles;

/// <summary>The specifications, run against <see cref="InMemoryFixture"/>.</summary>
public static class InMemory
{
    public sealed class Publishes(InMemoryFixture fixture) : PublishingSpecs(fixture);

    public sealed class Names(InMemoryFixture fixture) : NamingSpecs(fixture);

    public sealed class Requests(InMemoryFixture fixture) : RequestSpecs(fixture);

    public sealed class Sends(InMemoryFixture fixture) : SendingSpecs(fixture);

    public sealed class Waits(InMemoryFixture fixture) : WaitingSpecs(fixture);
}
