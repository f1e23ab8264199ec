using System.Globalization;

namespace Corporation.TransportBench.Resources;

/// <summary>What Linux tells about other processes and the machine. Elsewhere everything is null.</summary>
internal static class ProcessStat
{
    // USER_HZ: 100 in every Linux that .NET runs on, whatever the kernel's own clock.
    private const int TicksPerSecond = 100;
    private const int UserTime = 11;
    private const int SystemTime = 12;

    /// <summary>CPU time of all its threads, in steps of 10 ms.</summary>
    public static TimeSpan? Cpu(int processId) => Read($"/proc/{processId}/stat") is { } line ? ParseCpu(line) : null;

    /// <summary>Resident memory in bytes.</summary>
    public static long? Memory(int processId) => Read($"/proc/{processId}/statm") is { } line
        ? long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize
        : null;

    /// <summary>CPU time of everything on this machine, with what the hypervisor took away, in steps of 10 ms.</summary>
    public static TimeSpan? MachineCpu() => Read("/proc/stat") is { } text ? ParseMachineCpu(text) : null;

    /// <param name="line">Of <c>/proc/&lt;pid&gt;/stat</c>; the name in it may contain blanks and brackets.</param>
    public static TimeSpan ParseCpu(string line)
    {
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        return Time(fields, UserTime, SystemTime);
    }

    /// <param name="text">
    /// Of <c>/proc/stat</c>. Its first line: cpu, user, nice, system, idle, iowait, irq, softirq, steal, and guests, who are in user.
    /// </param>
    public static TimeSpan ParseMachineCpu(string text)
    {
        var fields = text[..text.IndexOf('\n', StringComparison.Ordinal)].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Time(fields, 1, 2, 3, 6, 7, 8);
    }

    private static TimeSpan Time(string[] fields, params int[] indexes) =>
        TimeSpan.FromSeconds((double)indexes.Sum(index => long.Parse(fields[index], CultureInfo.InvariantCulture)) / TicksPerSecond);

    private static string? Read(string path) => File.Exists(path) ? File.ReadAllText(path) : null;
}
