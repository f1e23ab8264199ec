using System.Diagnostics;
using System.Text;
using static System.FormattableString;

namespace Corporation.TransportChaos.Ledgers;

/// <summary>What one process says it did, line by line. Each line is one write to the system: what was written survives any kill of the process.</summary>
internal sealed class LedgerFile(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly Lock _gate = new();

    public string Path => path;

    /// <summary>The process has begun: from now on it can be told to stop.</summary>
    public void Begun() => Write("B\n");

    /// <summary>A message is about to be sent for the first time.</summary>
    public void Sending(ParcelId id, ParcelKind kind, int chain) => Write(Invariant($"S {id.Value} {(int)kind} {chain} {Stopwatch.GetTimestamp()}\n"));

    /// <summary>The send returned: the message must arrive.</summary>
    public void Acknowledged(ParcelId id) => Write(Invariant($"A {id.Value} {Stopwatch.GetTimestamp()}\n"));

    /// <summary>The send failed: the message may be there or not. It will be sent again.</summary>
    public void Failed(ParcelId id) => Write(Invariant($"U {id.Value}\n"));

    /// <summary>The scheduled message was taken back, or could not be any more.</summary>
    public void Cancelled(ParcelId id, bool wasThere) => Write(Invariant($"X {id.Value} {(wasThere ? 1 : 0)}\n"));

    /// <summary>The handler is done; nothing is acknowledged yet.</summary>
    public void Handled(in Handling handling) => Write('C', handling);

    /// <summary>The handler is about to throw.</summary>
    public void Thrown(in Handling handling) => Write('T', handling);

    /// <summary>The transport has found out that leases were lost.</summary>
    public void LeasesLost(long count) => Write(Invariant($"L {count}\n"));

    /// <summary>This process did nothing for a while, although nobody stopped it.</summary>
    public void Stalled(long from, long until) => Write(Invariant($"G {from} {until}\n"));

    public void Dispose() => _file.Dispose();

    private void Write(char letter, in Handling handling) => Write(Invariant(
        $"{letter} {handling.Queue} {handling.Id.Value} {handling.Entry} {(handling.IsRedelivered ? 1 : 0)} {handling.Began} {handling.Ended}\n"));

    private void Write(string line)
    {
        var bytes = Encoding.ASCII.GetBytes(line);
        lock (_gate)
            _file.Write(bytes);
    }
}
