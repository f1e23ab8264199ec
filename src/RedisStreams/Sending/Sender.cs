using System.Collections.Concurrent;
using Corporation.RedisStreams.Connection;
using Corporation.RedisStreams.Diagnostics;
using Corporation.RedisStreams.Protocol;
using MassTransit;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Sending;

/// <summary>Sends messages: many callers at once, each waiting for its own, in batches of one script call each.</summary>
internal sealed class Sender : IAsyncDisposable
{
    // A second batch keeps the server busy while the replies of the first one are on their way.
    private const int BatchesInFlight = 2;

    internal static readonly Script Send = Script.Of("send");

    private readonly RedisConnection _connection;
    private readonly SenderSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<Sender> _logger;
    private readonly RedisKey[] _keys;
    private readonly SendQueue _queue;
    private readonly ConcurrentDictionary<(int Replicas, bool IsOnDisk), Lazy<DurableQueue>> _durable = new();

    public Sender(RedisConnection connection, SenderSettings settings, TimeProvider time, ILogger<Sender> logger)
    {
        _connection = connection;
        _settings = settings;
        _time = time;
        _logger = logger;
        _keys = connection.Keys.ForScripts;
        _queue = new SendQueue(SendAsync, BatchesInFlight);
    }

    /// <summary>Sends one message and returns when the server has it.</summary>
    /// <param name="message">Not changed by the caller until this ends.</param>
    /// <param name="cancellationToken">Ends the wait. The message isn't sent if it had not left yet; otherwise it may have been.</param>
    /// <exception cref="ArgumentException">The message is over the limit, or asks for what it has no id for.</exception>
    /// <exception cref="RedisStreamsException">The server refused it; the message says why.</exception>
    /// <exception cref="ConnectionException">
    /// The server can't be reached or did not answer; the text says whether the message was not sent, or nobody knows.
    /// </exception>
    public Task<SendResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken) =>
        SendAsync(message, _time.GetTimestamp(), cancellationToken);

    /// <summary>As <see cref="SendAsync(OutgoingMessage, CancellationToken)"/>, for a caller that has waited for the connection before.</summary>
    /// <param name="message">Not changed by the caller until this ends.</param>
    /// <param name="started">When it began to; what that took is no longer left for trying again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<SendResult> SendAsync(OutgoingMessage message, long started, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Check(message);
        var durability = message.Durability ?? _settings.Durability;
        var queue = QueueFor(durability);
        var outcome = await queue.SubmitAsync(message, durability.Timeout, cancellationToken);
        if (outcome is not { Refusal: null, Failure: null })
            outcome = await SendAgainAsync(queue, message, durability.Timeout, outcome, started, cancellationToken);
        if (outcome.Copies != SendOutcome.Duplicate)
            return new SendResult(outcome.Copies, WasDuplicate: false);

        SendMetrics.Duplicates.Add(1, SendMetrics.Of(message.Destination));
        return new SendResult(0, WasDuplicate: true);
    }

    /// <summary>Waits for what is on its way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _queue.DrainAsync();
        foreach (var durable in _durable.Values)
            await durable.Value.DisposeAsync();
    }

    private SendQueue QueueFor(RedisStreamsDurability durability)
    {
        if (durability is { Replicas: 0, IsOnDisk: false })
            return _queue;
        var durable = _durable.GetOrAdd(
            (durability.Replicas, durability.IsOnDisk), static (asked, shared) => new(() => new DurableQueue(shared, asked.Replicas, asked.IsOnDisk)), _connection);
        return durable.Value.Queue;
    }

    private void Check(OutgoingMessage message)
    {
        var bytes = message.Body.Length + message.Headers.Length;
        if (bytes > _settings.MaxBodyBytes)
        {
            throw new ArgumentException(
                $"The message to {message.Destination} has {bytes} bytes; the limit is {_settings.MaxBodyBytes}. "
                + "Store large content elsewhere and send a reference (message data), or raise the limit.", nameof(message));
        }

        if (message.DeduplicationWindow is not null && message.MessageId is null)
            throw new ArgumentException($"The message to {message.Destination} is to be deduplicated but has no id.", nameof(message));
    }

    // Everything that is not the usual case: full queues, a server that is away, answers that never came.
    private async Task<SendOutcome> SendAgainAsync(
        SendQueue queue, OutgoingMessage message, TimeSpan timeout, SendOutcome outcome, long started, CancellationToken cancellationToken)
    {
        var pause = new RetryDelay(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(1));
        while (outcome is not { Refusal: null, Failure: null })
        {
            if (!MayTryAgain(message, outcome, _time.GetElapsedTime(started)))
            {
                SendMetrics.Failures.Add(1, SendMetrics.Of(message.Destination));
                throw SendFailure.Describe(outcome, message.Destination, _connection.ServerName);
            }

            if (SendFailure.IsAtReplica(outcome))
                _connection.DoubtPrimary();
            SendMetrics.Retries.Add(1, SendMetrics.Of(message.Destination));
            Log.SendingAgain(_logger, message.Destination.Text, outcome.Refusal ?? outcome.Failure?.Message ?? "");
            await Task.Delay(pause.Next(), _time, cancellationToken);
            outcome = await queue.SubmitAsync(message, timeout, cancellationToken);
        }

        return outcome;
    }

    private bool MayTryAgain(OutgoingMessage message, in SendOutcome outcome, TimeSpan elapsed)
    {
        if (SendFailure.IsFullForNow(outcome))
            return true;
        if (elapsed >= _settings.RetryDuration)
            return false;
        if (SendFailure.IsPassing(outcome))
            return true;
        if (!SendFailure.IsAmbiguous(outcome))
            return false;

        // Sent again it may come twice, unless the server can tell. A lost connection is no reason for the caller to fail, as on the
        // framework's other transports; a server that keeps silent is.
        return message.DeduplicationWindow is { } window ? elapsed < window : outcome.Failure is RedisConnectionException;
    }

    private async Task SendAsync(SendBatch batch)
    {
        using var reply = await Send.EvaluateRawAsync(_connection.Database, _keys, batch.Arguments);
        batch.End(reply);
    }

    private sealed class DurableQueue : IAsyncDisposable
    {
        private readonly DurableSend _send;

        public DurableQueue(RedisConnection connection, int replicas, bool isOnDisk)
        {
            _send = new DurableSend(connection, replicas, isOnDisk);

            // One batch at a time: the second would only wait behind the first one's WAIT.
            Queue = new SendQueue(_send.SendAsync, batches: 1);
        }

        public SendQueue Queue { get; }

        public async ValueTask DisposeAsync()
        {
            await Queue.DrainAsync();
            await _send.DisposeAsync();
        }
    }
}
