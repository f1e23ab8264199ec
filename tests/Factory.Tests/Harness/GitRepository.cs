using System.Diagnostics;

namespace Corporation.Factory.Tests.Harness;

/// <summary>A real git repository in a temporary folder: a commit tagged <c>v1</c>, one more on <c>main</c>, and a branch <c>feature/x</c>.</summary>
internal sealed class GitRepository
{
    public GitRepository(string folder)
    {
        Folder = Directory.CreateDirectory(folder).FullName;
        Git("init", "--quiet", "--initial-branch=main", ".");
        Write("README.md", "hello\n");
        Write("src/program.txt", "12345");
        First = Commit("one");
        Git("tag", "v1");
        Git("branch", "feature/x");
        Write("second.txt", "2");
        Head = Commit("two");
    }

    public string Folder { get; }

    public string First { get; }

    public string Head { get; private set; }

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    public void Write(string name, string text, bool executable = false)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllText(Path(name), text);
        if (executable && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Commit(string message)
    {
        Git("add", "--all");
        Git("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false", "commit", "--quiet", "-m", message);
        Head = Git("rev-parse", "HEAD").Trim();
        return Head;
    }

    public string Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
