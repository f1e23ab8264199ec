using Corporation.LocalServers;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Sending;
using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Corporation.RedisStreams.Tests.Sending;

public sealed class ClusterTests
{
    [Fact]
    public async Task In_a_cluster_every_step_works_for_virtual_hosts_of_all_nodes()
    {
        await using var cluster = await RedisCluster.StartAsync(new RedisServerOptions(), SendingHalf.Ended);
        var nodes = new HashSet<int>();
        foreach (var virtualHost in new[] { "default", "sales", "b", "c" })
        {
            await using var half = await SendingHalf.OpenAsync(cluster.ConnectionString, virtualHost);
            nodes.Add((await cluster.NodeOfAsync(half.Keys.Prefix)).Port);
            await half.Wake.StartAsync();
            half.Mover.Start();
            await half.DeclareAsync("orders", ("IOrder", ""));

            await half.SendAsync("sent", SendingHalf.ToQueue("orders"));
            await half.SendAsync("published", Destination.Topic(new TopicName("Order"), [new TopicName("IOrder")]));
            await half.SendAsync(new OutgoingMessage
            {
                Destination = SendingHalf.ToQueue("orders"),
                Body = "late"u8.ToArray(),
                Delay = TimeSpan.FromMilliseconds(50),
            });
            await Eventually.True(async () => (await half.BodiesAsync("orders")).Length == 3);

            Assert.Equal(["sent", "published", "late"], await half.BodiesAsync("orders"));
            Assert.True((await new ServerProbe(half.Connection, NullLogger.Instance).AskAsync(SendingHalf.Ended)).IsCluster);
            Assert.Equal(3, (await half.Inspector.StatsAsync(new QueueName("orders"), SendingHalf.Ended))!.Length);
            var requeued = await half.Requeuer.RequeueAsync(new QueueName("orders"), SendingHalf.ToQueue("others"), null, null, 10, SendingHalf.Ended);
            Assert.Equal(3, requeued.Sent);
            Assert.Equal(3, await half.Topology.PurgeAsync(new QueueName("others"), SendingHalf.Ended));
            Assert.True(await half.Topology.DeleteQueueAsync(new QueueName("orders"), false, false, SendingHalf.Ended));
            var failure = await Assert.ThrowsAsync<RedisStreamsException>(() => half.SendAsync(new OutgoingMessage
            {
                Destination = SendingHalf.ToQueue("orders"),
                Body = "x"u8.ToArray(),
                Durability = RedisStreamsDurability.OnReplicas(1, TimeSpan.FromMilliseconds(50)),
            }));
            Assert.Contains("0 of 1 replicas", failure.Message);
        }

        Assert.True(nodes.Count > 1, "All virtual hosts of this test are on one node; choose other names.");
    }
}
