using System.Diagnostics;

namespace Corporation.LocalServers.Running;

/// <summary>Runs a short program to its end: redis-cli, rabbitmqctl, kill.</summary>
internal static class ShellCommand
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(2);

    /// <summary>For asking a server whether it is ready: who doesn't answer, isn't.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> ProbeAsync(Launch launch)
    {
        try
        {
            return await RunAsync(launch, ProbePatience);
        }
        catch (TimeoutException exception)
        {
            return (-1, "", exception.Message);
        }
    }

    /// <exception cref="TimeoutException">It did not end in time; it was killed.</exception>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(Launch launch, TimeSpan patience)
    {
        var start = new ProcessStartInfo(launch.Program, launch.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in launch.Environment)
            start.Environment[name] = value;

        using var process = Process.Start(start) ?? throw new LocalServerException($"{launch.Program} could not be started.");
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, (await output).TrimEnd('\n'), (await error).TrimEnd('\n'));
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{launch.Program} {string.Join(' ', launch.Arguments)} did not end within {patience}.", exception);
        }
    }
}
