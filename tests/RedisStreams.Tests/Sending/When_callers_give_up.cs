using System.Text;
using Corporation.LocalServers;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Sending;
using MassTransit;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Tests.Sending;

public sealed class When_callers_give_up(RedisFixture redis)
{
    [Fact]
    public async Task Those_who_stay_are_served_and_no_message_comes_twice()
    {
        await using var half = await SendingHalf.OpenAsync(redis);

        var sends = Enumerable.Range(0, 3000).Select(async i =>
        {
            using var patience = new CancellationTokenSource();
            if (i % 3 == 0)
                patience.CancelAfter(TimeSpan.FromTicks(Random.Shared.Next(1, 300_000)));
            try
            {
                await half.Sender.SendAsync(SendingHalf.Message($"{i}", SendingHalf.ToQueue("orders")), patience.Token);
                return $"{i}";
            }
            catch (OperationCanceledException) when (i % 3 == 0)
            {
                return null;
            }
        });
        var sent = (await Task.WhenAll(sends).WaitAsync(TimeSpan.FromSeconds(30), SendingHalf.Ended)).OfType<string>().ToArray();

        var bodies = await half.BodiesAsync("orders");
        Assert.Equal(bodies.Distinct().Count(), bodies.Length);
        Assert.Empty(sent.Except(bodies));
        Assert.True(sent.Length >= 2000, $"{sent.Length} of 3000 were sent.");
    }

    [Fact]
    public async Task A_message_that_waits_for_a_batch_is_not_sent_when_its_caller_gave_up()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), SendingHalf.Ended);
        await using var half = await SendingHalf.OpenAsync(server.ConnectionString, "patience");
        await half.SendAsync("first", SendingHalf.ToQueue("orders"));
        using var patience = new CancellationTokenSource();

        await server.SuspendAsync();
        var onTheirWay = new[] { half.SendAsync("a", SendingHalf.ToQueue("orders")), half.SendAsync("b", SendingHalf.ToQueue("orders")) };
        var waiting = half.Sender.SendAsync(SendingHalf.Message("never", SendingHalf.ToQueue("orders")), patience.Token);
        var patient = half.SendAsync("c", SendingHalf.ToQueue("orders"));
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await server.ResumeAsync();
        await Task.WhenAll([.. onTheirWay, patient]);

        Assert.Equal(["first", "a", "b", "c"], await half.BodiesAsync("orders"));
    }

    [Fact]
    public async Task What_was_waited_for_a_connection_is_not_waited_for_a_second_time()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), SendingHalf.Ended);
        await using var half = await SendingHalf.OpenAsync(
            server.ConnectionString, "impatience", new SenderSettings { RetryDuration = TimeSpan.FromHours(1) });
        await server.KillAsync();
        var longAgo = TimeProvider.System.GetTimestamp() - (long)(TimeSpan.FromHours(1).TotalSeconds * TimeProvider.System.TimestampFrequency);

        var sending = half.Sender.SendAsync(SendingHalf.Message("late", SendingHalf.ToQueue("orders")), longAgo, SendingHalf.Ended);

        await Assert.ThrowsAsync<ConnectionException>(() => sending.WaitAsync(TimeSpan.FromSeconds(30), SendingHalf.Ended));
    }

    [Fact]
    public async Task After_time_outs_no_message_is_mixed_of_two()
    {
        await using var server = await RedisServer.StartAsync(new RedisServerOptions(), SendingHalf.Ended);
        await using var half = await SendingHalf.OpenAsync($"{server.ConnectionString},asyncTimeout=300", "mixed");
        await half.SendAsync(Marked(0));

        await server.SuspendAsync();
        await Task.WhenAll(Enumerable.Range(1, 600).Select(async i =>
        {
            try
            {
                await half.SendAsync(Marked(i));
            }
            catch (ConnectionException)
            {
                // Whether it was sent is what the test does not know.
            }
        })).WaitAsync(TimeSpan.FromSeconds(60), SendingHalf.Ended);
        await server.ResumeAsync();
        await Task.WhenAll(Enumerable.Range(1000, 600).Select(i => Eventually.True(() => TrySendAsync(half, i)))); // 300 ms may be too short again.

        await using var patient = await SendingHalf.OpenAsync(server.ConnectionString, "mixed");
        var entries = await patient.Database.StreamRangeAsync(half.Keys.Stream(new QueueName("orders"), Lane.Normal));
        Assert.All(entries, entry => Assert.Equal(((string?)entry[EntryFields.Body])![..36], (string?)entry[EntryFields.MessageId]));
        Assert.Equal(600, entries.Select(entry => int.Parse(((string?)entry[EntryFields.Body])![36..41])).Where(number => number >= 1000).Distinct().Count());
    }

    private static async Task<bool> TrySendAsync(SendingHalf half, int number)
    {
        try
        {
            await half.SendAsync(Marked(number));
            return true;
        }
        catch (ConnectionException)
        {
            return false;
        }
    }

    private static OutgoingMessage Marked(int number)
    {
        var id = Guid.NewGuid();
        return new OutgoingMessage
        {
            Destination = SendingHalf.ToQueue("orders"),
            MessageId = id,
            Body = Encoding.UTF8.GetBytes($"{id}{number:D5}{new string('x', number % 500 * 10)}"),
        };
    }
}
