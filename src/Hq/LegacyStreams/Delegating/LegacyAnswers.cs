using System.Threading.Channels;
using Corporation.Hq.Diagnostics;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Corporation.Hq.LegacyStreams.Delegating;

/// <summary>Reads what workers of the old fleet answer, and tells whoever waits for it. Reads nothing while nobody waits.</summary>
/// <remarks>Without a group (<c>XREAD</c>): each HQ must see every answer, for any may be asked to wait for it.</remarks>
internal sealed class LegacyAnswers : BackgroundService
{
    private const int BatchSize = 200;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly List<LegacyWatch> _watches = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly LegacyServer _server;
    private readonly TimeProvider _time;
    private readonly ILogger<LegacyAnswers> _logger;
    private readonly (string Name, Func<LegacyEntry, LegacyAnswer> Read)[] _streams;
    private EntryPosition[] _read = [default, default];

    public LegacyAnswers(
        LegacyServer server, IOptions<LegacyStreamsOptions> options, IOptions<LegacyOutboundOptions> outbound, TimeProvider time, ILogger<LegacyAnswers> logger)
    {
        (_server, _time, _logger) = (server, time, logger);
        _streams = [(LegacyNames.ResultsOf(outbound.Value.Stream), LegacyAnswer.OfResult), (options.Value.DlqStream, LegacyAnswer.OfDeadLetter)];
    }

    /// <summary>Waits for the answer to a job until disposed.</summary>
    public LegacyWatch Watch(LegacyDelegation delegation)
    {
        var watch = new LegacyWatch(this, delegation.JobId);
        lock (_gate)
        {
            // Back to the oldest that anybody waits for: answers to others are read again, and nobody minds.
            EntryPosition[] after = [delegation.ResultsAfter, delegation.DeadLettersAfter];
            _read = _watches.Count == 0 ? after : [.. _read.Zip(after, (now, wanted) => now.CompareTo(wanted) <= 0 ? now : wanted)];
            _watches.Add(watch);
        }

        _wake.Writer.TryWrite(true);
        return watch;
    }

    internal void Leave(LegacyWatch watch)
    {
        lock (_gate)
            _watches.Remove(watch);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = new RetryPause();
        try
        {
            while (true)
            {
                while (!IsAnybodyWaiting())
                    await _wake.Reader.ReadAsync(stoppingToken);
                await Task.Delay(await TryReadAsync(pause, stoppingToken), _time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: answers stay in their streams, and the next process looks from where the missions were delegated.
        }
    }

    private async Task<TimeSpan> TryReadAsync(RetryPause pause, CancellationToken stoppingToken)
    {
        try
        {
            var count = await ReadAsync(stoppingToken);
            pause.Reset();
            return count < BatchSize ? PollInterval : TimeSpan.Zero;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            // Whatever it was: a service that ends would take HQ with it.
            LegacyMetrics.Failures.Add(1);
            Log.LegacyAnswersNotRead(_logger, _streams[0].Name, exception.Message);
            return pause.Next();
        }
    }

    private async Task<int> ReadAsync(CancellationToken stoppingToken)
    {
        EntryPosition[] from;
        lock (_gate)
            from = _read;

        var database = await _server.OpenAsync(stoppingToken);
        var positions = _streams.Select((stream, index) => new StreamPosition(stream.Name, from[index].ToString())).ToArray();
        var read = await database.StreamReadAsync(positions, BatchSize, CommandFlags.DemandMaster);

        EntryPosition[] to = [.. from];
        var most = 0;
        foreach (var (stream, index) in _streams.Select((stream, index) => (stream, index)))
        {
            var entries = read.Where(one => one.Key == stream.Name).SelectMany(one => one.Entries).Select(LegacyEntry.Of).ToList();
            most = Math.Max(most, entries.Count);
            foreach (var entry in entries)
            {
                to[index] = EntryPosition.Parse(entry.Id);
                Tell(entry, stream.Read);
            }
        }

        lock (_gate)
        {
            // Unless somebody has come meanwhile who waits for older ones.
            if (ReferenceEquals(_read, from))
                _read = to;
        }

        return most;
    }

    private void Tell(LegacyEntry entry, Func<LegacyEntry, LegacyAnswer> read)
    {
        if (entry.Find(LegacyEntry.JobIdField) is not { } field)
            return;

        var jobId = LegacyEntry.TextOf(field);
        List<LegacyWatch> concerned;
        lock (_gate)
            concerned = _watches.FindAll(watch => watch.JobId == jobId);
        if (concerned.Count == 0)
            return;

        var answer = Read(entry, read);
        foreach (var watch in concerned)
            watch.Tell(answer);
    }

    private LegacyAnswer Read(LegacyEntry entry, Func<LegacyEntry, LegacyAnswer> read)
    {
        try
        {
            return read(entry);
        }
        catch (Exception exception)
        {
            // Whatever a worker writes: it is one job's answer, and would be read for ever with all behind it.
            Log.LegacyAnswerBroke(_logger, entry.Id, exception);
            return LegacyAnswer.OfDefect(entry, exception);
        }
    }

    private bool IsAnybodyWaiting()
    {
        lock (_gate)
            return _watches.Count > 0;
    }
}
