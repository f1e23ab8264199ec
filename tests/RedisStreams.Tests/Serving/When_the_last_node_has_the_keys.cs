namespace Corporation.RedisStreams.Tests.Serving;

public sealed class When_the_last_node_has_the_keys(ClusterFixture fixture) : When_the_server_is_a_cluster(fixture, 2), IClassFixture<ClusterFixture>;
