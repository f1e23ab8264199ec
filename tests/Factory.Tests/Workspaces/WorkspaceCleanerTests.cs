using Corporation.Factory.Settings;
using Corporation.Factory.Tests.Harness;
using Corporation.Factory.Workspaces;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Corporation.Factory.Tests.Workspaces;

public sealed class WorkspaceCleanerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly WorkspaceStore _store;
    private readonly WorkspaceCleaner _cleaner;

    public WorkspaceCleanerTests()
    {
        var options = Options.Create(new FactoryOptions { WorkspaceRoot = _folder.Path });
        _store = new(options, _time, NullLogger<WorkspaceStore>.Instance);
        _cleaner = new(_store, options, _time, NullLogger<WorkspaceCleaner>.Instance);
    }

    [Theory]
    [InlineData(true, 59, 61)]
    [InlineData(false, 24 * 60 - 1, 24 * 60 + 1)]
    public void A_workspace_stays_for_its_retention_and_no_longer(bool succeeded, int minutesBefore, int minutesAfter)
    {
        var workspace = Use(Guid.NewGuid());
        _store.Close(workspace, succeeded);

        _time.Advance(TimeSpan.FromMinutes(minutesBefore));
        Assert.Equal(0, Clean());
        _time.Advance(TimeSpan.FromMinutes(minutesAfter - minutesBefore));
        Assert.Equal(1, Clean());

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void One_in_use_stays_whatever_its_age()
    {
        var workspace = Use(Guid.NewGuid());

        _time.Advance(TimeSpan.FromDays(30));

        Assert.Equal(0, Clean());
        Assert.True(Directory.Exists(workspace.FullPath));
    }

    [Fact]
    public void A_borrowed_one_stays_while_borrowed_and_its_retention_begins_anew()
    {
        var missionId = Guid.NewGuid();
        _store.Close(Use(missionId), succeeded: true);
        _time.Advance(TimeSpan.FromMinutes(50));

        using (_store.Borrow(missionId))
        {
            _time.Advance(TimeSpan.FromDays(1));
            Assert.Equal(0, Clean());
        }

        Assert.Equal(1, Clean());
        Assert.Null(_store.Borrow(missionId));
    }

    [Fact]
    public void What_is_not_a_workspace_is_left_alone_and_read_only_things_go()
    {
        File.WriteAllText(_folder.File("notes.txt"), "mine");
        Directory.CreateDirectory(_folder.File("mine"));
        var workspace = Use(Guid.NewGuid());
        var locked = Directory.CreateDirectory(Path.Combine(workspace.FullPath, "locked"));
        File.WriteAllText(Path.Combine(locked.FullName, "file"), "");
        if (!OperatingSystem.IsWindows())
            locked.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        _store.Close(workspace, succeeded: false);

        _time.Advance(TimeSpan.FromDays(2));

        Assert.Equal(1, Clean());
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(_folder.Path).Count());
    }

    [Fact]
    public void A_link_in_a_workspace_is_removed_and_not_followed()
    {
        var outside = _folder.File("outside");
        Directory.CreateDirectory(outside);
        File.WriteAllText(Path.Combine(outside, "keep"), "");
        var workspace = Use(Guid.NewGuid());
        Directory.CreateSymbolicLink(Path.Combine(workspace.FullPath, "link"), outside);
        _store.Close(workspace, succeeded: false);

        _time.Advance(TimeSpan.FromDays(2));

        Assert.Equal(1, Clean());
        Assert.True(File.Exists(Path.Combine(outside, "keep")));
    }

    [Fact]
    public void A_failed_attempt_can_not_be_borrowed()
    {
        var missionId = Guid.NewGuid();
        _store.Close(Use(missionId), succeeded: false);

        Assert.Null(_store.Borrow(missionId));
    }

    public void Dispose()
    {
        _cleaner.Dispose();
        _folder.Dispose();
    }

    private int Clean() => _cleaner.Clean(TestContext.Current.CancellationToken);

    private MissionWorkspace Use(Guid missionId)
    {
        var workspace = _store.Open(missionId, 1, Guid.NewGuid());
        File.WriteAllText(workspace.Resolve("work.txt"), "done");
        _ = workspace.Home;
        return workspace;
    }
}
