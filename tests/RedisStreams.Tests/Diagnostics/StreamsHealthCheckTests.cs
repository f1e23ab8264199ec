using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Corporation.RedisStreams.Tests.Diagnostics;

public sealed class StreamsHealthCheckTests
{
    [Theory]
    [InlineData("6.0.16", "too old")]
    [InlineData("8.2.1", "CVE-2025-62507")]
    [InlineData("8.6.0", "idempotent")]
    public void A_release_known_to_be_bad_is_degraded_and_told_why(string version, string words)
    {
        var result = StreamsHealthCheck.Judge(Of(version));

        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Contains(words, result.Description, StringComparison.Ordinal);
        Assert.Contains(words, Assert.Single((IReadOnlyList<string>)result.Data["warnings"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_other_is_healthy_and_told_with_what_it_can_do()
    {
        var result = StreamsHealthCheck.Judge(Of("7.4.1"));

        Assert.Equal((HealthStatus.Healthy, "Redis 7.4.1"), (result.Status, result.Description));
        Assert.Equal("WaitForDisk", result.Data["capabilities"]);
    }

    [Theory]
    [InlineData("allkeys-lru")]
    [InlineData("volatile-ttl")]
    public void One_that_throws_messages_away_is_unhealthy(string policy)
    {
        var result = StreamsHealthCheck.Judge(Of("7.4.1") with { MaxMemoryPolicy = policy });

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Contains(policy, result.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_does_not_tell_its_policy_is_degraded() =>
        Assert.Equal(HealthStatus.Degraded, StreamsHealthCheck.Judge(Of("7.4.1") with { MaxMemoryPolicy = null }).Status);

    [Fact]
    public void A_replica_is_unhealthy() =>
        Assert.Equal(HealthStatus.Unhealthy, StreamsHealthCheck.Judge(Of("7.4.1") with { IsReplica = true }).Status);

    private static ServerFacts Of(string text)
    {
        var version = Version.Parse(text);
        return new ServerFacts
        {
            Variant = ServerVariant.Redis,
            Version = version,
            Capabilities = ServerRelease.CapabilitiesOf(ServerVariant.Redis, version),
            MaxMemoryPolicy = "noeviction",
            Warnings = [.. ServerRelease.WarningsAbout(ServerVariant.Redis, version)],
        };
    }
}
