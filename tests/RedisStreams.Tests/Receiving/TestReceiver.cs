using System.Collections.Concurrent;
using System.Text;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Receiving;

namespace Corporation.RedisStreams.Tests.Receiving;

/// <summary>A receiver and what it handled.</summary>
internal sealed class TestReceiver : IAsyncDisposable
{
    private readonly RedisConnection _connection;
    private readonly WakeSignal _wake;
    private readonly Func<Delivery, Task> _handle;

    public TestReceiver(
        RedisConnection connection,
        WakeSignal wake,
        ReceiverSettings settings,
        Func<Delivery, Task> handle,
        Func<CancellationToken, Task> redeclare,
        TimeProvider time)
    {
        (_connection, _wake, _handle) = (connection, wake, handle);
        Receiver = new QueueReceiver(connection, wake, settings, HandleAsync, redeclare, new TestLog(), time);
    }

    public QueueReceiver Receiver { get; }

    public RedisConnection Connection => _connection;

    /// <summary>Bodies in the order in which their handling began.</summary>
    public ConcurrentQueue<string> Begun { get; } = [];

    public Task StartAsync() => Receiver.StartAsync(TestContext.Current.CancellationToken);

    /// <summary>A handler that acknowledges at once.</summary>
    public static Task CompleteAsync(Delivery delivery)
    {
        delivery.Complete();
        return Task.CompletedTask;
    }

    /// <summary>A handler that never ends.</summary>
    public static Task NeverAsync(Delivery delivery) => new TaskCompletionSource<Delivery>(delivery).Task;

    public Task StopAsync() => Receiver.StopAsync(CancellationToken.None);

    /// <summary>As a process that stalls: what others say on the wake channel makes none of its loops come round.</summary>
    public async Task HearNothingAsync() => await _wake.DisposeAsync();

    /// <summary>As a process that dies: connections gone, nothing said to anybody.</summary>
    public async Task CrashAsync()
    {
        await _connection.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Receiver.DisposeAsync();
        await _wake.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private Task HandleAsync(Delivery delivery)
    {
        Begun.Enqueue(Encoding.UTF8.GetString(delivery.Body!));
        return _handle(delivery);
    }
}
