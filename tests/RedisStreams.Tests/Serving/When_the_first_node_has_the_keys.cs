namespace Corporation.RedisStreams.Tests.Serving;

public sealed class When_the_first_node_has_the_keys(ClusterFixture fixture) : When_the_server_is_a_cluster(fixture, 0), IClassFixture<ClusterFixture>;
