namespace Corporation.RedisStreams.Tests.Receiving;

public sealed class When_messages_wait(RedisFixture redis)
{
    [Fact]
    public async Task Each_is_handled_once_and_nothing_stays_behind()
    {
        await using var bench = await QueueBench.OpenAsync(redis);
        await bench.SendAsync(5000);

        var receiver = await bench.StartAsync(delivery =>
        {
            delivery.Complete();
            return Task.CompletedTask;
        });

        await Eventually.True(bench.IsEmptyAsync);
        Assert.Equal(5000, receiver.Begun.Distinct().Count());
        Assert.Equal(5000, receiver.Begun.Count);
        await receiver.StopAsync();
        Assert.Empty(await bench.ConsumersAsync());
    }
}
