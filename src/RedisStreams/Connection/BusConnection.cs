using System.Diagnostics.CodeAnalysis;
using Corporation.RedisStreams.Configuration;
using Corporation.RedisStreams.Sending;
using MassTransit;
using MassTransit.Middleware;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Connection;

/// <summary>The one connection of a bus, opened by whoever needs it first and closed when the bus has stopped.</summary>
[SuppressMessage("Design", "CA1001", Justification = "An agent is stopped, not disposed. The token source is used by senders that come late, too.")]
internal sealed class BusConnection : Supervisor
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly StreamsHostConfiguration _host;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private RetryDelay _pause = new(FirstPause, LongestPause);
    private volatile ConnectionException? _lastFailure;
    private volatile ServerLink? _link;
    private Task<ServerLink>? _opening;
    private bool _isClosed;

    public BusConnection(StreamsHostConfiguration host)
    {
        _host = host;
        SetReady();
    }

    /// <summary>Why the latest try to open it failed; null once it is open.</summary>
    public ConnectionException? LastFailure => _lastFailure;

    /// <summary>Lets something be stopped before the connection is.</summary>
    public void Attach(IAgent agent) => Add(agent);

    /// <summary>The open connection. Whoever asks while it isn't shares in one try, which after a failure begins with a pause.</summary>
    /// <exception cref="ConnectionException">The server can't be reached or used, or the bus has stopped.</exception>
    public async ValueTask<ServerLink> OpenAsync(CancellationToken cancellationToken) => _link ?? await JoinOpeningAsync(cancellationToken);

    /// <summary>Sends, and waits for the server as long as the settings say.</summary>
    public Task<SendResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken) =>
        _link is { } link ? link.Sender.SendAsync(message, cancellationToken) : ConnectAndSendAsync(message, cancellationToken);

    /// <summary>Takes a scheduled message back.</summary>
    /// <returns>Whether it was still there.</returns>
    public Task<bool> CancelScheduledAsync(Guid token, CancellationToken cancellationToken) =>
        AskAsync(link => link.Schedule.CancelScheduledAsync(token, cancellationToken), cancellationToken);

    /// <summary>Asks the server something on behalf of a person or a program, and tells of trouble in the transport's own words.</summary>
    /// <exception cref="ConnectionException">The server can't be reached or used, did not answer, or the bus has stopped.</exception>
    /// <exception cref="RedisStreamsException">The server refuses; the message says why and what to do.</exception>
    public async Task<T> AskAsync<T>(Func<ServerLink, Task<T>> question, CancellationToken cancellationToken)
    {
        var link = await OpenAsync(cancellationToken);
        try
        {
            return await question(link);
        }
        catch (Exception exception) when (exception is RedisConnectionException or TimeoutException or ObjectDisposedException)
        {
            throw new ConnectionException($"The server {_host.Address} does not answer: {exception.Message}", exception);
        }
        catch (RedisException exception)
        {
            throw new RedisStreamsException($"The server {_host.Address} refused: {ServerAdvice.With(exception.Message)}", exception);
        }
    }

    public void Probe(ProbeContext context)
    {
        var scope = context.CreateScope("connection");
        scope.Add("state", _link switch { null => "not opened yet", { Connection.IsConnected: true } => "connected", _ => "disconnected" });
    }

    protected override async Task StopSupervisor(StopSupervisorContext context)
    {
        await base.StopSupervisor(context);

        Task opening;
        lock (_gate)
        {
            _isClosed = true;
            opening = _opening ?? Task.CompletedTask;
        }

        await _closing.CancelAsync();
        await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var link = _link;
        _link = null;
        if (link is not null)
            await link.DisposeAsync();
    }

    private async Task<ServerLink> JoinOpeningAsync(CancellationToken cancellationToken)
    {
        Task<ServerLink> opening;
        lock (_gate)
        {
            if (_link is { } link)
                return link;
            if (IsStopping || _isClosed)
                throw HasStopped();
            if (_opening is null or { IsCompleted: true })
                _opening = Task.Run(TryOpenAsync, CancellationToken.None);
            opening = _opening;
        }

        try
        {
            return await opening.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw HasStopped();
        }
    }

    private async Task<ServerLink> TryOpenAsync()
    {
        var closing = _closing.Token;
        if (_lastFailure is not null)
            await Task.Delay(_pause.Next(), _host.TimeProvider, closing);

        var target = _host.Settings.CreateTarget();
        try
        {
            await ConnectFailure.ThrowIfOutOfReachAsync(_host.Address, target.Options, closing);
            var link = await ServerLink.OpenAsync(target, SenderSettings(), _host.TimeProvider, _host.Loggers, closing);
            (_link, _lastFailure, _pause) = (link, null, new RetryDelay(FirstPause, LongestPause));
            return link;
        }
        catch (Exception exception) when (!closing.IsCancellationRequested)
        {
            throw _lastFailure = await ConnectFailure.DescribeAsync(exception, _host.Address, target.Options, closing);
        }
    }

    private async Task<SendResult> ConnectAndSendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var started = _host.TimeProvider.GetTimestamp();
        using var timeout = new CancellationTokenSource(_host.Settings.SendTimeout, _host.TimeProvider);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var link = await ConnectPatientlyAsync(patience.Token, cancellationToken);
        return await link.Sender.SendAsync(message, started, cancellationToken);
    }

    private async Task<ServerLink> ConnectPatientlyAsync(CancellationToken patience, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await OpenAsync(patience);
            }
            catch (ConnectionException) when (!IsStopping && !patience.IsCancellationRequested)
            {
                // The next try begins with a pause.
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                var reason = _lastFailure?.Message ?? $"The server {_host.Address} does not answer.";
                throw new ConnectionException($"Nothing was sent within the SendTimeout of {_host.Settings.SendTimeout}. {reason}", _lastFailure!); // It may well be null.
            }
        }
    }

    private ConnectionException HasStopped() => new($"The bus at {_host.Address} has stopped.");

    private SenderSettings SenderSettings() => new()
    {
        MaxBodyBytes = _host.Settings.MaxBodyBytes,
        RetryDuration = _host.Settings.SendTimeout,
        Durability = _host.Settings.Durability,
    };
}
