using Corporation.RedisStreams.Declaring;
using Corporation.RedisStreams.Delay;
using Corporation.RedisStreams.Diagnostics;
using Corporation.RedisStreams.Inspecting;
using Corporation.RedisStreams.Sending;
using Microsoft.Extensions.Logging;

namespace Corporation.RedisStreams.Connection;

/// <summary>Everything that one bus does over one connection, for as long as that lives.</summary>
internal sealed class ServerLink : IAsyncDisposable
{
    private readonly ScheduledMover _mover;

    private ServerLink(ConnectionTarget target, RedisConnection connection, SenderSettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        Connection = connection;
        Probe = new ServerProbe(connection, loggers.CreateLogger<ServerProbe>());
        Wake = new WakeSignal(connection, loggers.CreateLogger<WakeSignal>());
        Sender = new Sender(connection, settings, time, loggers.CreateLogger<Sender>());
        Topology = new QueueTopology(connection);
        Schedule = new Schedule(connection);
        Inspector = new QueueInspector(connection);
        Requeuer = new Requeuer(connection);
        Remover = new Remover(connection);
        Gauges = new QueueGauges(Inspector, target.VirtualHost.Value, time, loggers.CreateLogger<QueueGauges>());
        _mover = new ScheduledMover(connection, Wake, time, loggers.CreateLogger<ScheduledMover>());
    }

    public RedisConnection Connection { get; }

    public ServerProbe Probe { get; }

    public WakeSignal Wake { get; }

    public Sender Sender { get; }

    public QueueTopology Topology { get; }

    public Schedule Schedule { get; }

    public QueueInspector Inspector { get; }

    public Requeuer Requeuer { get; }

    public Remover Remover { get; }

    public QueueGauges Gauges { get; }

    /// <exception cref="StackExchange.Redis.RedisConnectionException">The server can't be reached, or refuses the credentials.</exception>
    /// <exception cref="RedisStreamsException">It is a replica.</exception>
    public static async Task<ServerLink> OpenAsync(
        ConnectionTarget target, SenderSettings settings, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var connection = await RedisConnection.OpenAsync(target, cancellationToken);
        try
        {
            await connection.CheckAsync();
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        var link = new ServerLink(target, connection, settings, time, loggers);
        try
        {
            await link.Wake.StartAsync();
            link._mover.Start();
            await link.Probe.ReportAsync();
            return link;
        }
        catch
        {
            await link.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Gauges.DisposeAsync();
        await _mover.DisposeAsync();
        await Sender.DisposeAsync();
        await Wake.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
