using System.Diagnostics.CodeAnalysis;
using Corporation.RedisStreams.Configuration;
using Corporation.RedisStreams.Sending;
using MassTransit;
using MassTransit.Middleware;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Connection;

/// <summary>The one connection of a bus, opened by whoever needs it first and closed when the bus has stopped.</summary>
[SuppressMessage("Design", "CA1001", Justification = "An agent is stopped, not disposed. The gate is used by senders that come late, too.")]
internal sealed class BusConnection : Supervisor
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly StreamsHostConfiguration _host;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile ServerLink? _link;

    public BusConnection(StreamsHostConfiguration host)
    {
        _host = host;
        SetReady();
    }

    /// <summary>Lets something be stopped before the connection is.</summary>
    public void Attach(IAgent agent) => Add(agent);

    /// <summary>The open connection; the first caller opens it, and a later one tries again if that failed.</summary>
    /// <exception cref="ConnectionException">The server can't be reached, or refuses the credentials.</exception>
    public async ValueTask<ServerLink> OpenAsync(CancellationToken cancellationToken) => _link ?? await OpenFirstAsync(cancellationToken);

    /// <summary>Sends, and waits for the server as long as the settings say.</summary>
    public Task<SendResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken) =>
        _link is { } link ? link.Sender.SendAsync(message, cancellationToken) : ConnectAndSendAsync(message, cancellationToken);

    /// <summary>Takes a scheduled message back.</summary>
    /// <returns>Whether it was still there.</returns>
    public async Task<bool> CancelScheduledAsync(Guid token, CancellationToken cancellationToken)
    {
        var link = await OpenAsync(cancellationToken);
        return await link.Schedule.CancelScheduledAsync(token, cancellationToken);
    }

    public void Probe(ProbeContext context)
    {
        var scope = context.CreateScope("connection");
        scope.Add("state", _link switch { null => "not opened yet", { Connection.IsConnected: true } => "connected", _ => "disconnected" });
    }

    protected override async Task StopSupervisor(StopSupervisorContext context)
    {
        await base.StopSupervisor(context);

        await _opening.WaitAsync(CancellationToken.None);
        try
        {
            var link = _link;
            _link = null;
            if (link is not null)
                await link.DisposeAsync();
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<ServerLink> OpenFirstAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_link is { } link)
                return link;
            if (IsStopping)
                throw new ConnectionException($"The bus at {_host.Address} has stopped.");
            return _link = await ServerLink.OpenAsync(_host.Settings.CreateTarget(), SenderSettings(), _host.TimeProvider, _host.Loggers, cancellationToken);
        }
        catch (RedisConnectionException exception)
        {
            throw new ConnectionException($"The server {_host.Address} can't be reached: {exception.Message}", exception);
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<SendResult> ConnectAndSendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        var started = _host.TimeProvider.GetTimestamp();
        var pause = new RetryDelay(FirstPause, LongestPause);
        while (true)
        {
            try
            {
                var link = await OpenAsync(cancellationToken);
                return await link.Sender.SendAsync(message, cancellationToken);
            }
            catch (ConnectionException) when (!IsStopping && _host.TimeProvider.GetElapsedTime(started) < _host.Settings.SendTimeout)
            {
                await Task.Delay(pause.Next(), _host.TimeProvider, cancellationToken);
            }
        }
    }

    private SenderSettings SenderSettings() => new()
    {
        MaxBodyBytes = _host.Settings.MaxBodyBytes,
        RetryDuration = _host.Settings.SendTimeout,
        Durability = _host.Settings.Durability,
    };
}
