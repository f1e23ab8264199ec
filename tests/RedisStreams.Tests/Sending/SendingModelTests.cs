using System.Text;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Sending;
using CsCheck;

namespace Corporation.RedisStreams.Tests.Sending;

/// <summary>Random series of steps at the server and in the model must leave the same.</summary>
public sealed class SendingModelTests(RedisFixture redis)
{
    private static readonly string[] QueueNames = ["a", "b", "c"];
    private static readonly Guid[] Ids = [.. Enumerable.Range(1, 4).Select(i => new Guid(i, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]))];

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, 8], Any(QueueNames), Any(QueueNames), Any(Ids), Gen.Bool, Gen.Int[1, 4],
        (kind, queue, other, id, flag, count) => new Step(kind, queue, other, id, flag, count));

    private int _bodies;

    [Fact]
    public Task Random_steps_lose_nothing_and_double_nothing() =>
        Steps.Array[1, 40].SampleAsync(RunAsync, iter: 150, threads: 1);

    private async Task RunAsync(Step[] steps)
    {
        await using var half = await SendingHalf.OpenAsync(redis);
        var model = new SendingModel();
        foreach (var step in steps)
            await TakeAsync(half, model, step);

        await CompareAsync(half, model);
    }

    private Task TakeAsync(SendingHalf half, SendingModel model, Step step)
    {
        var body = $"{_bodies++}";
        var destination = step.Flag ? $"q:{step.Queue}" : step.Count % 2 == 0 ? "t:child" : "t:parent";
        var queue = new QueueName(step.Queue);
        return step.Kind switch
        {
            0 or 1 => SendAsync(half, model, destination, body, once: null),
            2 => SendAsync(half, model, destination, body, step.Id),
            3 => ScheduleAsync(half, model, step, destination, body),
            4 => SameAsync(model.Cancel(step.Id), half.Schedule.CancelScheduledAsync(step.Id, SendingHalf.Ended)),
            5 => MoveAsync(half, model),
            6 => DeclareAsync(half, model, step),
            7 when step.Flag => SameAsync(model.Delete(step.Queue), half.Topology.DeleteQueueAsync(queue, false, false, SendingHalf.Ended)),
            7 => SameAsync(model.Purge(step.Queue), half.Topology.PurgeAsync(queue, SendingHalf.Ended)),
            _ => RequeueAsync(half, model, step),
        };
    }

    private static async Task SendAsync(SendingHalf half, SendingModel model, string destination, string body, Guid? once)
    {
        var result = await half.SendAsync(Message(destination, body, once));
        Assert.Equal(model.Send(destination, body, once), result.WasDuplicate ? -1 : result.Copies);
    }

    private static async Task ScheduleAsync(SendingHalf half, SendingModel model, Step step, string destination, string body)
    {
        var due = step.Count < 3 ? DateTimeOffset.UnixEpoch : DateTimeOffset.MaxValue;
        await half.SendAsync(Message(destination, body, once: null, due, step.Id));
        model.Schedule(step.Id, destination, body, isDue: step.Count < 3);
    }

    private static async Task MoveAsync(SendingHalf half, SendingModel model)
    {
        await Script.Of("move-scheduled").EvaluateAsync(half.Database, half.Keys.ForScripts, [100, 1000]);
        model.MoveDue();
    }

    private static async Task DeclareAsync(SendingHalf half, SendingModel model, Step step)
    {
        var topic = step.Flag ? "parent" : "child";
        await half.DeclareAsync(step.Queue, (topic, ""));
        model.Declare(step.Queue, topic, "");
    }

    private static async Task RequeueAsync(SendingHalf half, SendingModel model, Step step)
    {
        if (step.Queue == step.Other)
            return;
        var result = await half.Requeuer.RequeueAsync(
            new QueueName(step.Queue), SendingHalf.ToQueue(step.Other), null, null, step.Count, SendingHalf.Ended);
        Assert.Equal(model.Requeue(step.Queue, step.Other, step.Count), result.Sent);
    }

    private static async Task SameAsync<TExpected, TActual>(TExpected expected, Task<TActual> actual) =>
        Assert.Equal($"{expected}", $"{await actual}");

    private static async Task CompareAsync(SendingHalf half, SendingModel model)
    {
        Assert.Equal(model.Queues.Keys, (await half.Inspector.QueuesAsync(SendingHalf.Ended)).Select(queue => queue.Value));
        foreach (var (queue, bodies) in model.Queues)
            Assert.Equal(bodies.Order(), (await half.BodiesAsync(queue)).Order());
        Assert.Equal(model.Scheduled.Count, (await half.Inspector.ScheduleAsync(SendingHalf.Ended)).Count);
    }

    private static OutgoingMessage Message(
        string destination, string body, Guid? once, DateTimeOffset? due = null, Guid? token = null) => new()
    {
        Destination = destination[0] == 'q'
            ? SendingHalf.ToQueue(destination[2..])
            : Destination.Topic(new TopicName(destination[2..]), destination == "t:child" ? [new TopicName("parent")] : []),
        Body = Encoding.UTF8.GetBytes(body),
        MessageId = once,
        DeduplicationWindow = once is null ? null : TimeSpan.FromMinutes(10),
        DueTime = due,
        ScheduleToken = token,
    };

    private static Gen<T> Any<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private sealed record Step(int Kind, string Queue, string Other, Guid Id, bool Flag, int Count);
}
