using Corporation.Factory.Heartbeats;
using Corporation.Factory.Settings;
using Corporation.Factory.Tests.Harness;
using Corporation.Runtime.Roles;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.Tests.Heartbeats;

public sealed class CapabilitiesWriterTests
{
    [Fact]
    public async Task It_takes_the_place_of_the_old_file()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "capabilities.md");
        await File.WriteAllTextAsync(path, "old", TestContext.Current.CancellationToken);

        await WriteAsync(path);

        Assert.Equal("what it can do", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_failure_leaves_nothing_beside_it_and_hinders_nobody()
    {
        using var folder = new TemporaryFolder();

        // A folder of that name can't be replaced by a file.
        var path = Path.Combine(folder.Path, "capabilities.md");
        Directory.CreateDirectory(Path.Combine(path, "full"));

        await WriteAsync(path);

        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    private static Task WriteAsync(string path) =>
        new CapabilitiesWriter(new CapabilitiesDocument("what it can do"), Options.Create(new FactoryOptions { CapabilitiesPath = path }), NullLogger<CapabilitiesWriter>.Instance)
            .StartAsync(TestContext.Current.CancellationToken);
}
