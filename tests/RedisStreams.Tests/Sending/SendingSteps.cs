using System.Text;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Sending;
using MassTransit;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Tests.Sending;

/// <summary>Takes steps at the server and in the model, and compares the two.</summary>
internal sealed class SendingSteps(SendingHalf half)
{
    private readonly SendingModel _model = new();
    private int _bodies;

    public Task TakeAsync(SendingStep step)
    {
        var body = NextBody();
        var destination = DestinationOf(step);
        var queue = new QueueName(step.Queue);
        return step.Kind switch
        {
            0 or 1 => SendAsync(destination, body, once: null),
            2 => SendAsync(destination, body, step.Id),
            3 => ScheduleAsync(step, destination, body),
            4 => SameAsync(_model.Cancel(step.Id), half.Schedule.CancelScheduledAsync(step.Id, SendingHalf.Ended)),
            5 => MoveAsync(),
            6 => DeclareAsync(step),
            7 when step.Flag => SameAsync(_model.Delete(step.Queue), half.Topology.DeleteQueueAsync(queue, false, false, SendingHalf.Ended)),
            7 => SameAsync(_model.Purge(step.Queue), half.Topology.PurgeAsync(queue, SendingHalf.Ended)),
            _ => RequeueAsync(step),
        };
    }

    /// <summary>Many messages at once, each with an id of its own; while that goes on something happens to the server.</summary>
    /// <returns>How many of them were at the server although their senders had to send them again.</returns>
    public async Task<int> SendAmidAsync(SendingStep step, int count, Func<Task> happening)
    {
        var destination = DestinationOf(step);
        var messages = Enumerable.Range(0, count).Select(_ => (Body: NextBody(), Id: Guid.NewGuid())).ToArray();
        var sending = messages.Select(message => half.SendAsync(Message(destination, message.Body, message.Id))).ToArray();
        await happening();
        var results = await Task.WhenAll(sending);

        foreach (var ((body, id), result) in messages.Zip(results))
        {
            var copies = _model.Send(destination, body, id);
            Assert.Equal(copies, result.WasDuplicate ? copies : result.Copies);
        }

        return results.Count(result => result.WasDuplicate);
    }

    /// <summary>Any other step while something happens to the server: without an answer it is taken again, as its caller would.</summary>
    public async Task TakeAmidAsync(SendingStep step, Func<Task> happening)
    {
        var body = NextBody();
        var taking = TakeAtServerAsync(step, body);
        await happening();
        try
        {
            await taking;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ConnectionException)
        {
            await TakeAtServerAsync(step, body);
        }

        TakeInModel(step, body);
    }

    private string NextBody() => $"{_bodies++}";

    private static string DestinationOf(SendingStep step) => step.Flag ? $"q:{step.Queue}" : step.Count % 2 == 0 ? "t:child" : "t:parent";

    private Task TakeAtServerAsync(SendingStep step, string body)
    {
        var queue = new QueueName(step.Queue);
        return step.Kind switch
        {
            3 => half.SendAsync(Scheduled(step, DestinationOf(step), body)),
            4 => half.Schedule.CancelScheduledAsync(step.Id, SendingHalf.Ended),
            5 => Script.Of("move-scheduled").EvaluateAsync(half.Database, half.Keys.ForScripts, [100, 1000]),
            6 => half.DeclareAsync(step.Queue, (TopicOf(step), "")),
            7 when step.Flag => half.Topology.DeleteQueueAsync(queue, false, false, SendingHalf.Ended),
            7 => half.Topology.PurgeAsync(queue, SendingHalf.Ended),
            _ when step.Queue == step.Other => Task.CompletedTask,
            _ => half.Requeuer.RequeueAsync(queue, SendingHalf.ToQueue(step.Other), null, null, int.MaxValue, SendingHalf.Ended),
        };
    }

    private object TakeInModel(SendingStep step, string body) => step.Kind switch
    {
        3 => _model.Schedule(step.Id, DestinationOf(step), body, IsDue(step)),
        4 => _model.Cancel(step.Id),
        5 => _model.MoveDue(),
        6 => _model.Declare(step.Queue, TopicOf(step), ""),
        7 when step.Flag => _model.Delete(step.Queue),
        7 => _model.Purge(step.Queue),
        _ when step.Queue == step.Other => false,
        _ => _model.Requeue(step.Queue, step.Other, int.MaxValue),
    };

    private static bool IsDue(SendingStep step) => step.Count < 3;

    private static string TopicOf(SendingStep step) => step.Flag ? "parent" : "child";

    private static OutgoingMessage Scheduled(SendingStep step, string destination, string body) =>
        Message(destination, body, once: null, IsDue(step) ? DateTimeOffset.UnixEpoch : DateTimeOffset.MaxValue, step.Id);

    private async Task SendAsync(string destination, string body, Guid? once)
    {
        var result = await half.SendAsync(Message(destination, body, once));
        Assert.Equal(_model.Send(destination, body, once), result.WasDuplicate ? -1 : result.Copies);
    }

    private async Task ScheduleAsync(SendingStep step, string destination, string body)
    {
        await half.SendAsync(Scheduled(step, destination, body));
        _model.Schedule(step.Id, destination, body, IsDue(step));
    }

    private async Task MoveAsync()
    {
        await Script.Of("move-scheduled").EvaluateAsync(half.Database, half.Keys.ForScripts, [100, 1000]);
        _model.MoveDue();
    }

    private async Task DeclareAsync(SendingStep step)
    {
        await half.DeclareAsync(step.Queue, (TopicOf(step), ""));
        _model.Declare(step.Queue, TopicOf(step), "");
    }

    private async Task RequeueAsync(SendingStep step)
    {
        if (step.Queue == step.Other)
            return;
        var result = await half.Requeuer.RequeueAsync(
            new QueueName(step.Queue), SendingHalf.ToQueue(step.Other), null, null, step.Count, SendingHalf.Ended);
        Assert.Equal(_model.Requeue(step.Queue, step.Other, step.Count), result.Sent);
    }

    private static async Task SameAsync<TExpected, TActual>(TExpected expected, Task<TActual> actual) =>
        Assert.Equal($"{expected}", $"{await actual}");

    public async Task CompareAsync()
    {
        Assert.Equal(_model.Queues.Keys, (await half.Inspector.QueuesAsync(SendingHalf.Ended)).Select(queue => queue.Value));
        foreach (var (queue, bodies) in _model.Queues)
            Assert.Equal(bodies.Order(), (await half.BodiesAsync(queue)).Order());
        Assert.Equal(_model.Scheduled.Count, (await half.Inspector.ScheduleAsync(SendingHalf.Ended)).Count);
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
}
