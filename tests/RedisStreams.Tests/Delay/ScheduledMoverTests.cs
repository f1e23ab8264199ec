using System.Diagnostics;
using Corporation.RedisStreams.Sending;

namespace Corporation.RedisStreams.Tests.Delay;

public sealed class ScheduledMoverTests(RedisFixture redis)
{
    [Fact]
    public async Task A_delayed_message_comes_when_it_is_due_and_not_before()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        await half.Wake.StartAsync();
        half.Mover.Start();
        var watch = Stopwatch.StartNew();

        await half.SendAsync(Delayed("later", TimeSpan.FromMilliseconds(300)));

        Assert.Empty(await half.BodiesAsync("orders"));
        await Eventually.True(async () => (await half.BodiesAsync("orders")).Length == 1);
        Assert.InRange(watch.ElapsedMilliseconds, 299, 2000);
    }

    [Fact]
    public async Task A_cancelled_message_never_comes()
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var token = Guid.NewGuid();
        await half.SendAsync(Delayed("cancelled", TimeSpan.FromMilliseconds(100), token));
        await half.SendAsync(Delayed("kept", TimeSpan.FromMilliseconds(100)));

        Assert.True(await half.Schedule.CancelScheduledAsync(token, TestContext.Current.CancellationToken));
        Assert.False(await half.Schedule.CancelScheduledAsync(token, TestContext.Current.CancellationToken));

        half.Mover.Start();
        await Eventually.True(async () => (await half.BodiesAsync("orders")).Length == 1);
        Assert.Equal(["kept"], await half.BodiesAsync("orders"));
    }

    private static OutgoingMessage Delayed(string body, TimeSpan delay, Guid? token = null) => new()
    {
        Destination = SendingHalf.ToQueue("orders"),
        Body = System.Text.Encoding.UTF8.GetBytes(body),
        Delay = delay,
        ScheduleToken = token,
    };
}
