using System.Threading.Channels;
using Microsoft.Extensions.Hosting;

namespace Corporation.Factory.Relaying;

/// <summary>Sends what relays have gathered: at the next beat, or at once where it is urgent. One for the process.</summary>
internal sealed class RelayPump(TimeProvider time) : BackgroundService
{
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    private readonly Channel<AttemptRelay> _now = Channel.CreateUnbounded<AttemptRelay>(new() { SingleReader = true });
    private readonly Channel<AttemptRelay> _soon = Channel.CreateUnbounded<AttemptRelay>();

    public void SendNow(AttemptRelay relay) => _now.Writer.TryWrite(relay);

    public void SendSoon(AttemptRelay relay) => _soon.Writer.TryWrite(relay);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(PumpNowAsync(stoppingToken), PumpSoonAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left is sent by each attempt's own closing.
        }
    }

    private async Task PumpNowAsync(CancellationToken stoppingToken)
    {
        await foreach (var relay in _now.Reader.ReadAllAsync(stoppingToken))
            await SendAsync(relay, stoppingToken);
    }

    private async Task PumpSoonAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beat, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // Only those of before the beat: one that comes back waits for the next.
            for (var count = _soon.Reader.Count; count > 0 && _soon.Reader.TryRead(out var relay); count--)
                await SendAsync(relay, stoppingToken);
        }
    }

    private async Task SendAsync(AttemptRelay relay, CancellationToken stoppingToken)
    {
        if (await relay.SendDueAsync(stoppingToken))
            _soon.Writer.TryWrite(relay);
    }
}
