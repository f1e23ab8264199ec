using Corporation.Contracts.Announcing;
using Corporation.Hq.Fleet;
using Corporation.Hq.Tests.Nodes;

namespace Corporation.Hq.Tests.Fleet;

public sealed class FactoryDirectoryTests
{
    [Fact]
    public void What_was_announced_while_the_store_was_read_is_not_overwritten_by_what_was_read()
    {
        var directory = new FactoryDirectory();
        var notes = directory.Notes;
        var read = new StoredFactory(GhostFactory.Id, Epoch: 2, [], IsThere: false);

        directory.Note(Announcement(epoch: 2));
        directory.Load([read], notes);

        Assert.True(directory.FindFactory(GhostFactory.Id)!.IsThere);
        Assert.NotEqual(notes, directory.Notes);
        directory.Load([read], directory.Notes);
        Assert.False(directory.FindFactory(GhostFactory.Id)!.IsThere);
    }

    private static AnnounceFactory Announcement(long epoch) => new()
    {
        FactoryId = GhostFactory.Id, Epoch = epoch, PendingReports = [], Role = "LOCAL_WORKER", Version = "1", Kinds = [],
    };
}
