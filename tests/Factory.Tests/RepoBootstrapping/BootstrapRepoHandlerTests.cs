using Corporation.Factory.Processes;
using Corporation.Factory.RepoBootstrapping;
using Corporation.Factory.Settings;
using Corporation.Factory.Testing;
using Corporation.Factory.Tests.Harness;
using Corporation.Factory.Working;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.Tests.RepoBootstrapping;

public sealed class BootstrapRepoHandlerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ProcessEnd _end = new();
    private readonly FactoryOptions _options;
    private readonly GitRepository _repository;

    public BootstrapRepoHandlerTests()
    {
        _repository = new(_folder.File("repository"));
        _options = new() { Repositories = { AllowedLocalRoots = [_folder.Path] } };
    }

    [Fact]
    public async Task The_default_branch_is_cloned_into_the_workspace()
    {
        using var run = await RunAsync(new() { Repository = _repository.Folder });

        Assert.Equal(_repository.Head, run.Result.Commit);
        Assert.Equal(3, run.Result.Files);
        Assert.Equal(6 + 5 + 1, run.Result.Bytes);
        Assert.Equal(run.Workspace.Id, run.Result.Workspace);
        Assert.Equal("hello\n", await File.ReadAllTextAsync(run.Workspace.Resolve("README.md"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_ref_may_be_a_branch_a_tag_a_commit_or_the_beginning_of_one()
    {
        foreach (var gitRef in new[] { "feature/x", "v1", _repository.First, _repository.First[..10] })
        {
            using var run = await RunAsync(new() { Repository = _repository.Folder, Ref = gitRef });

            Assert.True(run.Outcome == MissionEnding.Succeeded, $"{gitRef}: {run.Error?.Message}");
            Assert.Equal(_repository.First, run.Result.Commit);
        }
    }

    [Fact]
    public async Task A_depth_limits_the_history()
    {
        using var run = await RunAsync(new() { Repository = new Uri(_repository.Folder).AbsoluteUri, Depth = 1 });

        Assert.Equal(_repository.Head, run.Result.Commit);
        Assert.True(File.Exists(run.Workspace.Resolve(".git/shallow")));
    }

    [Fact]
    public async Task A_ref_that_is_not_there_is_a_failure_with_gits_words()
    {
        using var run = await RunAsync(new() { Repository = _repository.Folder, Ref = "nowhere" });

        Assert.Equal(MissionEnding.Failed, run.Outcome);
        Assert.Contains("nowhere", run.Error?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--upload-pack=touch pwned")]
    [InlineData("-b")]
    [InlineData("main:refs/heads/other")]
    [InlineData("+main")]
    [InlineData("main..v1")]
    [InlineData("main@{1}")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("")]
    [InlineData("HEAD~1")]
    [InlineData("x.lock")]
    public async Task A_ref_that_could_be_more_than_a_name_is_refused(string gitRef)
    {
        using var run = await RunAsync(new() { Repository = _repository.Folder, Ref = gitRef });

        Assert.Equal(MissionEnding.Rejected, run.Outcome);
        Assert.False(run.Workspace.Exists);
    }

    [Theory]
    [InlineData("ext::sh -c 'touch /pwned'")]
    [InlineData("--upload-pack=touch /pwned")]
    [InlineData("git@github.com:-oProxyCommand=x/y")]
    [InlineData("git@github.com::sh")]
    [InlineData("git://github.com/a/b")]
    [InlineData("http://github.com/a/b")]
    [InlineData("https://evil.example/a/b")]
    [InlineData("https://github.com.evil.example/a/b")]
    [InlineData("https://github.com@evil.example/a/b")]
    [InlineData("https://github.com:8443/a/b")]
    [InlineData("https://user:pass@github.com/a/b")]
    [InlineData("ssh://git:pass@github.com/a/b")]
    [InlineData("ssh://-oProxyCommand=x/a")]
    [InlineData("https://github.com/a/b?x=1")]
    [InlineData("file://evil.example/share")]
    [InlineData("/etc")]
    [InlineData("relative/path")]
    [InlineData("")]
    public async Task A_repository_that_is_not_allowed_is_refused_before_git_runs(string repository)
    {
        using var run = await RunAsync(new() { Repository = repository });

        Assert.Equal(MissionEnding.Rejected, run.Outcome);
        Assert.DoesNotContain("pass", run.Error?.Message, StringComparison.Ordinal);
        Assert.False(run.Workspace.Exists);
    }

    [Theory]
    [InlineData("https://github.com/owner/name")]
    [InlineData("https://GitHub.com/owner/name.git")]
    [InlineData("ssh://git@github.com/owner/name.git")]
    [InlineData("git@github.com:owner/name.git")]
    public void A_repository_of_an_allowed_host_is_accepted(string repository) =>
        Assert.Null(RepositorySource.Parse(repository, new()).Error);

    [Fact]
    public async Task A_link_out_of_the_allowed_folder_is_refused()
    {
        Directory.CreateSymbolicLink(_folder.File("link"), "/usr");

        using var run = await RunAsync(new() { Repository = _folder.File("link") });

        Assert.Equal(MissionEnding.Rejected, run.Outcome);
    }

    [Fact]
    public async Task A_script_runs_only_where_the_factory_allows_it()
    {
        _repository.Write("setup.sh", "#!/bin/sh\necho \"set up $1\"\n", executable: true);
        _repository.Commit("script");
        var input = new BootstrapRepo { Repository = _repository.Folder, Script = "setup.sh", ScriptArguments = ["now"] };

        using var refused = await RunAsync(input);
        _options.Repositories.AllowScripts = true;
        using var run = await RunAsync(input);

        Assert.Equal(MissionEnding.Rejected, refused.Outcome);
        Assert.Contains("AllowScripts", refused.Error?.Message, StringComparison.Ordinal);
        Assert.Equal("set up now\n", run.Result.ScriptOutput);
    }

    [Theory]
    [InlineData("out", MissionEnding.Rejected)]
    [InlineData("../setup.sh", MissionEnding.Rejected)]
    [InlineData("/bin/true", MissionEnding.Rejected)]
    [InlineData("README.md", MissionEnding.Rejected)]
    [InlineData("missing.sh", MissionEnding.Rejected)]
    [InlineData("fails.sh", MissionEnding.Failed)]
    public async Task A_script_that_leads_out_is_missing_or_fails_is_told_apart(string script, MissionEnding ending)
    {
        File.CreateSymbolicLink(_repository.Path("out"), "/bin/true");
        _repository.Write("fails.sh", "#!/bin/sh\necho oh >&2\nexit 3\n", executable: true);
        _repository.Commit("scripts");
        _options.Repositories.AllowScripts = true;

        using var run = await RunAsync(new() { Repository = _repository.Folder, Script = script });

        Assert.Equal(ending, run.Outcome);
    }

    [Fact]
    public async Task Hooks_and_settings_of_the_repository_run_nothing()
    {
        var trace = _folder.File("trace");
        foreach (var hook in new[] { "post-checkout", "post-merge", "reference-transaction", "pre-upload-pack" })
            _repository.Write($".git/hooks/{hook}", $"#!/bin/sh\ntouch {trace}\n", executable: true);
        _repository.Write(".gitattributes", "* filter=evil\n");
        _repository.Commit("attributes");
        _repository.Git("config", "uploadpack.packObjectsHook", $"touch {trace}; false");

        // The hooks have run for the test's own commit, which shows that they would.
        Assert.True(File.Exists(trace));
        File.Delete(trace);

        using var run = await RunAsync(new() { Repository = _repository.Folder });

        Assert.Equal(_repository.Head, run.Result.Commit);
        Assert.False(File.Exists(trace));
    }

    public void Dispose()
    {
        _end.Dispose();
        _folder.Dispose();
    }

    private Task<MissionRun<BootstrappedRepo>> RunAsync(BootstrapRepo input)
    {
        var handler = new BootstrapRepoHandler(
            Options.Create(_options), new ProcessRunner(TimeProvider.System, _end, Options.Create(_options), NullLogger<ProcessRunner>.Instance), TimeProvider.System);
        return MissionTestHarness.RunAsync(handler, input);
    }
}
