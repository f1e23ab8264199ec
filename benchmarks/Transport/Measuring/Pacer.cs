using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Corporation.TransportBench.Measuring;

/// <summary>Calls back at a fixed rate from a thread of its own, and never skips a call: after a stall it catches up at once.</summary>
/// <remarks>
/// .NET's timers are a millisecond coarse, which is more than what is measured; spinning would take a core from the transport.
/// So on Linux it sleeps in the kernel with the smallest timer slack, elsewhere it yields.
/// </remarks>
internal sealed partial class Pacer(int perSecond, int count)
{
    private const int SetTimerSlack = 29; // PR_SET_TIMERSLACK, in nanoseconds
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>When the first call is due; valid once <see cref="RunAsync"/> has begun.</summary>
    public long Begin { get; private set; }

    /// <summary>When a call is due, as a <see cref="Stopwatch"/> timestamp.</summary>
    public long Due(int index) => Begin + (long)((double)index * Stopwatch.Frequency / perSecond);

    /// <summary>Ends after the last call.</summary>
    public async Task RunAsync(Action<int> call, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Begin = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 100);
        var thread = new Thread(() =>
        {
            try
            {
                Run(call, cancellationToken);
                done.SetResult();
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // It belongs to whoever awaits; here it would end the process.
                done.SetException(exception);
            }
        })
        {
            IsBackground = true,
            Name = "pacer",
        };
        thread.Start();
        await done.Task;
    }

    private void Run(Action<int> call, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsLinux())
            _ = ControlProcess(SetTimerSlack, 1, 0, 0, 0);

        for (var index = 0; index < count; index++)
        {
            WaitUntil(Due(index));
            cancellationToken.ThrowIfCancellationRequested();
            call(index);
        }
    }

    private static void WaitUntil(long due)
    {
        while (Stopwatch.GetTimestamp() is var now && now < due)
        {
            var nanoseconds = (long)((double)(due - now) / Stopwatch.Frequency * NanosecondsPerSecond);
            if (OperatingSystem.IsLinux())
                _ = Sleep(new KernelTime(nanoseconds / NanosecondsPerSecond, nanoseconds % NanosecondsPerSecond), nint.Zero);
            else
                Thread.Yield();
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct KernelTime(nint Seconds, nint Nanoseconds)
    {
        public KernelTime(long seconds, long nanoseconds)
            : this((nint)seconds, (nint)nanoseconds)
        {
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int Sleep(in KernelTime duration, nint remaining);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ControlProcess(int option, nuint two, nuint three, nuint four, nuint five);
}
