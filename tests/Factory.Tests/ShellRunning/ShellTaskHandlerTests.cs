using System.Diagnostics;
using Corporation.Factory.Processes;
using Corporation.Factory.Settings;
using Corporation.Factory.ShellRunning;
using Corporation.Factory.Testing;
using Corporation.Factory.Tests.Harness;
using Corporation.Factory.Working;
using Corporation.Factory.Workspaces;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.Tests.ShellRunning;

public sealed class ShellTaskHandlerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ProcessEnd _end = new();
    private readonly FactoryOptions _options;
    private readonly WorkspaceStore _store;

    public ShellTaskHandlerTests()
    {
        _options = new() { WorkspaceRoot = _folder.Path };
        _store = new(Options.Create(_options), TimeProvider.System, NullLogger<WorkspaceStore>.Instance);
    }

    [Fact]
    public async Task A_program_runs_with_its_arguments_as_they_are()
    {
        using var run = await RunAsync("printf", "%s|", "a b", "$HOME", "*; ls");

        Assert.Equal("a b|$HOME|*; ls|", run.Result.StdoutTail);
        Assert.Equal(("stdout", "a b|$HOME|*; ls|"), Assert.Single(run.Log));
        Assert.Equal(0, run.Result.ExitCode);
        Assert.False(run.Result.Truncated);
    }

    [Theory]
    [InlineData("sh")]
    [InlineData("/bin/echo")]
    [InlineData("./echo")]
    [InlineData("../../bin/echo")]
    [InlineData("echo ")]
    [InlineData("ECHO")]
    [InlineData("")]
    public async Task A_program_that_is_not_on_the_list_as_written_is_refused(string program)
    {
        using var run = await RunAsync(program, "hi");

        Assert.Equal(MissionEnding.Rejected, run.Outcome);
        Assert.Contains("allow-list", run.Error?.Message, StringComparison.Ordinal);
        Assert.False(run.Workspace.Exists);
    }

    [Fact]
    public async Task A_program_of_the_workspace_does_not_come_before_the_real_one()
    {
        using var run = await RunAsync(new ShellTask { Command = ["ls"], Folder = "sub" });

        Assert.Equal(MissionEnding.Succeeded, run.Outcome);
        Assert.Equal("", run.Result.StdoutTail);
        Assert.True(Directory.Exists(run.Workspace.Resolve("sub")));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/usr")]
    public async Task A_folder_outside_the_workspace_is_refused(string folder)
    {
        using var run = await RunAsync(new ShellTask { Command = ["pwd"], Folder = folder });

        Assert.Equal(MissionEnding.Rejected, run.Outcome);
    }

    [Fact]
    public async Task The_environment_holds_nothing_of_the_factory_but_what_is_named()
    {
        const string Secret = "CORPORATION_TEST_SECRET";
        const string Passed = "CORPORATION_TEST_PASSED";
        Environment.SetEnvironmentVariable(Secret, "s3cret");
        Environment.SetEnvironmentVariable(Passed, "yes");
        _options.Shell.AllowedCommands = ["env"];
        _options.Shell.PassEnvironment = [Passed];

        using var run = await RunAsync(new ShellTask { Command = ["env"], Environment = new Dictionary<string, string> { ["MINE"] = "1" } });

        var names = run.Result.StdoutTail.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0]).Order(StringComparer.Ordinal);
        Assert.Equal([ScrubbedEnvironment.Marker, Passed, "HOME", "LANG", "MINE", "PATH", "TMPDIR"], names);
    }

    [Theory]
    [InlineData("PATH")]
    [InlineData("LD_PRELOAD")]
    [InlineData("ld_library_path")]
    [InlineData("GIT_SSH_COMMAND")]
    [InlineData("BASH_ENV")]
    [InlineData("HOME")]
    [InlineData("A=B")]
    [InlineData("1A")]
    [InlineData("")]
    public async Task A_variable_that_could_change_what_runs_is_refused(string name)
    {
        using var run = await RunAsync(new ShellTask { Command = ["true"], Environment = new Dictionary<string, string> { [name] = "x" } });

        Assert.Equal(MissionEnding.Rejected, run.Outcome);
    }

    [Fact]
    public async Task An_exit_code_is_a_failure_that_may_be_retried_unless_it_is_allowed()
    {
        using var refused = await RunAsync("ls", "/not/there");
        using var allowed = await RunAsync(new ShellTask { Command = ["ls", "/not/there"], AllowExitCodes = [2] });

        Assert.Equal(MissionEnding.Failed, refused.Outcome);
        Assert.Contains("exit code 2", refused.Error?.Message, StringComparison.Ordinal);
        Assert.Contains("/not/there", refused.Error?.Message, StringComparison.Ordinal);
        Assert.Equal(2, allowed.Result.ExitCode);
    }

    [Fact]
    public async Task Stdin_is_empty()
    {
        using var run = await RunAsync("cat");

        Assert.Equal("", run.Result.StdoutTail);
    }

    [Fact]
    public async Task A_flood_of_output_leaves_the_memory_flat_and_its_end_in_the_result()
    {
        _options.Shell.AllowedCommands = ["sh"];
        var before = GC.GetTotalMemory(forceFullCollection: true);

        // 100 MB in lines, then 20 MB without any line break.
        using var run = await RunAsync("sh", "-c", "yes 0123456789012345678901234567890 | head -c 100000000; head -c 20000000 /dev/zero | tr '\\0' x; echo end");

        Assert.Equal(MissionEnding.Succeeded, run.Outcome);
        Assert.True(run.Result.Truncated);
        Assert.Equal(16 * 1024, run.Result.StdoutTail.Length);
        Assert.EndsWith("xend\n", run.Result.StdoutTail, StringComparison.Ordinal);

        // The recording of the test kit keeps every line; the pump and the tail must not.
        var tail = new OutputTail(1024);
        await new OutputPump(new EndlessStream(100_000_000), tail, _ => { }).RunAsync(TestContext.Current.CancellationToken);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before - run.Log.Sum(line => 40 + 2L * line.Text.Length), long.MinValue, 150_000_000);
        Assert.True(tail.IsTruncated);
    }

    [Theory]
    [InlineData("sleep 1000 & sleep 1000")]
    [InlineData("setsid sleep 1000 & sleep 1000")]
    [InlineData("(setsid sh -c 'sleep 1000 & wait' &) ; sleep 1000")]
    [InlineData("trap '' TERM; sleep 1000 & while true; do sleep 1; done")]
    [InlineData("env -i /bin/sh -c '/bin/sleep 1000 & wait' & sleep 1000")]
    public async Task A_timeout_ends_the_whole_process_tree(string script)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Process trees are looked up in /proc.");
        _options.Shell.AllowedCommands = ["sh"];
        var mark = Guid.NewGuid().ToString("N");

        using var run = await RunAsync(new ShellTask { Command = ["sh", "-c", script.Replace("sleep 1000", $"sleep 1000{Digits(mark)}", StringComparison.Ordinal)] }, TimeSpan.FromSeconds(1));

        Assert.Equal(MissionEnding.TimedOut, run.Outcome);
        await Eventually.TrueAsync(() => CommandLines().All(line => !line.Contains($"1000{Digits(mark)}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_program_that_ignores_its_end_does_not_outlive_the_factory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Process trees are looked up in /proc.");
        _options.Shell.AllowedCommands = ["sh"];
        var running = RunAsync("sh", "-c", "trap '' TERM; sleep 876543 & while true; do sleep 1; done");
        await Eventually.TrueAsync(() => CommandLines().Any(line => line.StartsWith("sleep\0876543", StringComparison.Ordinal)));

        _end.Declare();

        using var run = await running.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(MissionEnding.Failed, run.Outcome);
        Assert.Contains("exit code 137", run.Error?.Message, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => CommandLines().All(line => !line.Contains("876543", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_background_process_that_holds_the_output_open_does_not_hold_the_mission()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Process trees are looked up in /proc.");
        _options.Shell.AllowedCommands = ["sh"];
        var started = Stopwatch.GetTimestamp();

        using var run = await RunAsync("sh", "-c", "setsid sleep 987654 & echo done");

        Assert.Equal("done\n", run.Result.StdoutTail);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
        await Eventually.TrueAsync(() => CommandLines().All(line => !line.Contains("987654", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_can_run_in_the_workspace_that_an_earlier_mission_left()
    {
        var earlier = Guid.NewGuid();
        var workspace = _store.Open(earlier, 1, Guid.NewGuid());
        await File.WriteAllTextAsync(workspace.Resolve("left.txt"), "found", TestContext.Current.CancellationToken);
        _store.Close(workspace, succeeded: true);

        using var run = await RunAsync(new ShellTask { Command = ["cat", "left.txt"], WorkspaceOf = earlier });
        using var gone = await RunAsync(new ShellTask { Command = ["ls"], WorkspaceOf = Guid.NewGuid() });
        using var escape = await RunAsync(new ShellTask { Command = ["ls"], WorkspaceOf = earlier, Folder = "../.." });

        Assert.Equal("found", run.Result.StdoutTail);
        Assert.Equal(MissionEnding.Rejected, gone.Outcome);
        Assert.Contains("is not on this factory", gone.Error?.Message, StringComparison.Ordinal);
        Assert.Equal(MissionEnding.Rejected, escape.Outcome);
    }

    public void Dispose()
    {
        _end.Dispose();
        _folder.Dispose();
    }

    private static string Digits(string mark) => string.Concat(mark.Where(char.IsDigit).Append('7').Take(6));

    private static IEnumerable<string> CommandLines()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            var line = "";
            try
            {
                if (char.IsDigit(Path.GetFileName(folder)[0]))
                    line = File.ReadAllText(Path.Combine(folder, "cmdline"));
            }
            catch (IOException)
            {
                // It ended while we looked.
            }

            yield return line;
        }
    }

    private Task<MissionRun<ShellResult>> RunAsync(params string[] command) => RunAsync(new ShellTask { Command = command });

    private Task<MissionRun<ShellResult>> RunAsync(ShellTask input, TimeSpan? timeout = null)
    {
        var handler = new ShellTaskHandler(
            Options.Create(_options), _store, new ProcessRunner(TimeProvider.System, _end, Options.Create(_options), NullLogger<ProcessRunner>.Instance), TimeProvider.System);
        return MissionTestHarness.RunAsync(handler, input, new() { Timeout = timeout });
    }
}
