using System.Diagnostics.CodeAnalysis;
using Corporation.RedisStreams.Addressing;
using Corporation.RedisStreams.Configuration;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Declaring;
using Corporation.RedisStreams.Diagnostics;
using MassTransit;
using MassTransit.Internals;
using MassTransit.Middleware;
using MassTransit.Transports;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Receiving;

/// <summary>One start of an endpoint: connects, declares, receives, and begins again after a failure until it is stopped.</summary>
[SuppressMessage("Design", "CA1001", Justification = "An agent is stopped, not disposed; stopping disposes.")]
internal sealed class StreamsReceiveAgent : Agent, ReceiveTransportHandle
{
    private readonly StreamsHostConfiguration _host;
    private readonly StreamsReceiveEndpointContext _endpoint;
    private readonly IReceivePipeDispatcher _dispatcher;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _abandon = new();
    private readonly RunningContexts _running = new();
    private bool _hasPurged;

    // The same for each receiver that it runs. The name of one that could not say goodbye would be kept for three leases, and its partitions wait for it.
    private readonly string _consumerToken = Seat.NewToken();

    public StreamsReceiveAgent(StreamsHostConfiguration host, StreamsReceiveEndpointContext endpoint)
    {
        _host = host;
        _endpoint = endpoint;
        _logger = host.Loggers.CreateLogger<QueueReceiver>();
        _dispatcher = endpoint.CreateReceivePipeDispatcher();

        var running = Task.Run(RunAsync);
        SetReady(running);
        SetCompleted(running);
    }

    Task ReceiveTransportHandle.Stop(CancellationToken cancellationToken) => this.Stop("Stop Receive Transport", cancellationToken);

    protected override async Task StopAgent(StopContext context)
    {
        LogContext.SetCurrentIfNull(_endpoint.LogContext);

        // First the time ends that the host grants to consumers, and those that run are told to give up; then the caller's own patience ends.
        await using var impatient = context.CancellationToken.Register(_abandon.Cancel);
        using var consumersMustEnd = new CancellationTokenSource(_endpoint.ConsumerStopTimeout ?? Timeout.InfiniteTimeSpan, _host.TimeProvider);
        await using var ending = consumersMustEnd.Token.Register(_running.CancelAll);
        await using var abandoning = _abandon.Token.Register(_running.CancelAll);
        await Completed;
        _abandon.Dispose();
    }

    private static RetryDelay FirstPause => new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));

    private async Task RunAsync()
    {
        LogContext.SetCurrentIfNull(_endpoint.LogContext);
        var pause = FirstPause;
        while (!IsStopping)
        {
            try
            {
                await RunOnceAsync(() => pause = FirstPause);
            }
            catch (OperationCanceledException) when (IsStopping)
            {
                return;
            }
#pragma warning disable CA1031 // The endpoint's outermost frame: whatever fails is told to whoever watches its health, and tried again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                var fault = _endpoint.ConvertException(exception, "The receive endpoint failed: ");
                var delay = pause.Next();
                ReceiveMetrics.EndpointFailures.Add(1, ReceiveMetrics.Of(new QueueName(_endpoint.Settings.QueueName)));
                Log.EndpointFailed(_logger, fault, _endpoint.Settings.QueueName, (long)delay.TotalMilliseconds);
                await _endpoint.TransportObservers.NotifyFaulted(_endpoint.InputAddress, fault);
                await Task.Delay(delay, _host.TimeProvider, Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunOnceAsync(Action succeeded)
    {
        var server = await _host.Connection.OpenAsync(Stopping);
        if (_endpoint.IsBusEndpoint && _host.DeployPublishTopology)
            await DeployPublishTopologyAsync(server);

        if (!_host.DeployTopologyOnly && !_endpoint.ReceivePipe.Connected.IsCompleted)
        {
            // Nothing consumes here yet: no queue, no connection. The bus's own endpoint often stays so.
            await _endpoint.TransportObservers.NotifyReady(_endpoint.InputAddress, isStarted: false);
            await _endpoint.ReceivePipe.Connected.OrCanceled(Stopping);
        }

        await DeclareAsync(server, Stopping);
        if (_host.DeployTopologyOnly)
        {
            await _endpoint.TransportObservers.NotifyReady(_endpoint.InputAddress);
            await Task.Delay(Timeout.InfiniteTimeSpan, _host.TimeProvider, Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        if (_endpoint.Settings.PurgeOnStartup && !_hasPurged)
            await PurgeAsync(server, new QueueName(_endpoint.Settings.QueueName));
        await _endpoint.DependenciesReady.OrCanceled(Stopping);
        await ReceiveAsync(server, succeeded);
    }

    // Once, not after each failure, and never from under somebody who reads: what comes later was sent to be read.
    private async Task PurgeAsync(ServerLink server, QueueName queue)
    {
        if (await server.Inspector.StatsAsync(queue, Stopping) is { Consumers: > 0 and var consumers })
            Log.NotPurged(_logger, queue.Value, consumers);
        else
            await server.Topology.PurgeAsync(queue, Stopping);
        _hasPurged = true;
    }

    private async Task ReceiveAsync(ServerLink server, Action succeeded)
    {
        var receiver = new QueueReceiver(
            server.Connection, server.Wake, CreateSettings(), HandleAsync, token => DeclareAsync(server, token), _logger, _host.TimeProvider);
        using var measuring = server.Gauges.Watch(new QueueName(_endpoint.Settings.QueueName));
        try
        {
            await receiver.StartAsync(Stopping);
            await _host.Receivers.AddAsync(_endpoint.Settings.QueueName, receiver);
            await _endpoint.TransportObservers.NotifyReady(_endpoint.InputAddress);
            succeeded();
            await foreach (var trouble in receiver.Conditions.ReadAllAsync(Stopping))
                await NotifyAsync(trouble);
            await receiver.Completion.OrCanceled(Stopping);
        }
        finally
        {
            _host.Receivers.Remove(_endpoint.Settings.QueueName, receiver);
            await receiver.StopAsync(_abandon.Token);
            if (IsStopping && _endpoint.Settings.IsTemporary)
                await RemoveQueueAsync(server);
            var metrics = _dispatcher.GetMetrics();
            await _endpoint.TransportObservers.NotifyCompleted(_endpoint.InputAddress, metrics);
            _endpoint.LogConsumerCompleted(metrics.DeliveryCount, metrics.ConcurrentDeliveryCount);
        }
    }

    private Task NotifyAsync(Exception? trouble) => trouble is null
        ? _endpoint.TransportObservers.NotifyReady(_endpoint.InputAddress)
        : _endpoint.TransportObservers.NotifyFaulted(_endpoint.InputAddress, _endpoint.ConvertException(trouble, "The receive endpoint can't read: "));

    // Otherwise it goes by itself a little later, or stays for somebody who reads it as well.
    private async Task RemoveQueueAsync(ServerLink server)
    {
        try
        {
            await server.Topology.DeleteQueueAsync(new QueueName(_endpoint.Settings.QueueName), ifUnused: true, ifEmpty: false, CancellationToken.None);
        }
        catch (Exception exception) when (exception is RedisStreamsException or RedisException or TimeoutException or ObjectDisposedException)
        {
            Log.TemporaryQueueNotRemoved(_logger, _endpoint.Settings.QueueName, exception.Message);
        }
    }

    private Task DeclareAsync(ServerLink server, CancellationToken cancellationToken) => server.Topology.DeclareQueueAsync(
        new QueueDeclaration
        {
            Queue = new QueueName(_endpoint.Settings.QueueName),
            Partitions = _endpoint.Settings.PartitionCount ?? 0,
            MaxLength = _endpoint.Settings.MaxLength,
            MaxBytes = _endpoint.Settings.MaxBytes,
            Overflow = _endpoint.Settings.Overflow,
            AutoDeleteAfter = _endpoint.Settings.AutoDeleteOnIdle,
            Subscriptions = _endpoint.Subscriptions,
        },
        cancellationToken);

    private async Task DeployPublishTopologyAsync(ServerLink server)
    {
        foreach (var topology in _host.TopologyConfiguration.Publish.All)
        {
            TopicName[] parents = [.. topology.Parents.Select(parent => new TopicName(parent))];
            await server.Topology.DeclareTopicAsync(new TopicName(topology.TopicName), parents, Stopping);
        }
    }

    private ReceiverSettings CreateSettings() => new()
    {
        Queue = new QueueName(_endpoint.Settings.QueueName),
        PrefetchCount = _endpoint.PrefetchCount,
        ConcurrentMessageLimit = Math.Min(_endpoint.ConcurrentMessageLimit ?? int.MaxValue, _endpoint.PrefetchCount),
        LeaseDuration = _endpoint.Settings.LeaseDuration,
        MaxDeliveryCount = _endpoint.Settings.MaxDeliveryCount,
        Mode = _endpoint.Settings switch
        {
            { Exclusive: true } => ReceiverMode.Exclusive,
            { SingleActiveConsumer: true } => ReceiverMode.SingleActive,
            _ => ReceiverMode.Shared,
        },
        Partitions = _endpoint.Settings.PartitionCount,
        AutoDeleteOnIdle = _endpoint.Settings.AutoDeleteOnIdle,
        DeadLetterExpired = _endpoint.Settings.DeadLetterExpiredMessages,
        ConsumerToken = _consumerToken,
        Topics = [.. _endpoint.Subscriptions.Select(subscription => subscription.Topic).Distinct()],
        ErrorQueue = new QueueName(_endpoint.ErrorQueueName),
        SkippedQueue = new QueueName(_endpoint.DeadLetterQueueName),
    };

    private async Task HandleAsync(Delivery delivery)
    {
        var message = new ReceivedMessage(delivery, _endpoint.InputAddress);
        var context = new StreamsReceiveContext(message, _endpoint);
        _running.Add(context);
        delivery.Holder = context;
        try
        {
            await _dispatcher.Dispatch(context, message);
        }
#pragma warning disable CA1031 // The pipeline has settled or released the message; one message's failure must not end the endpoint.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            context.LogTransportFaulted(exception);
        }
        finally
        {
            _running.Remove(context);
            context.Dispose();
        }
    }
}
