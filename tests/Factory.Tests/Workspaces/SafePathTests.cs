using Corporation.Factory.Tests.Harness;
using Corporation.Factory.Workspaces;

namespace Corporation.Factory.Tests.Workspaces;

public sealed class SafePathTests
{
    [Theory]
    [InlineData("../other")]
    [InlineData("a/../../other")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("a\0b")]
    [InlineData("out")]
    [InlineData("out/secret")]
    [InlineData("out/not/there")]
    [InlineData("loop/x")]
    [InlineData("inner/up/up")]
    public void What_leads_out_is_refused(string path)
    {
        using var folder = new TemporaryFolder();
        var root = Prepare(folder);

        Assert.Throws<WorkspaceEscapeException>(() => SafePath.Resolve(root, path));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData(".", "")]
    [InlineData("a/b.txt", "a/b.txt")]
    [InlineData("a/../c", "c")]
    [InlineData("in/x", "inner/x")]
    [InlineData("..hidden", "..hidden")]
    public void What_stays_inside_is_resolved(string path, string expected)
    {
        using var folder = new TemporaryFolder();
        var root = Prepare(folder);

        Assert.Equal(Path.TrimEndingDirectorySeparator(Path.Combine(root, expected)), Path.TrimEndingDirectorySeparator(SafePath.Resolve(root, path)));
    }

    [Fact]
    public void A_sibling_whose_name_begins_alike_is_outside() => Assert.False(SafePath.IsWithin("/srv/a", "/srv/ab"));

    private static string Prepare(TemporaryFolder folder)
    {
        var root = SafePath.RealPath(Directory.CreateDirectory(folder.File("root")).FullName);
        Directory.CreateDirectory(folder.File("secret"));
        Directory.CreateDirectory(Path.Combine(root, "inner"));
        Directory.CreateSymbolicLink(Path.Combine(root, "out"), folder.Path);
        Directory.CreateSymbolicLink(Path.Combine(root, "in"), "inner");
        Directory.CreateSymbolicLink(Path.Combine(root, "loop"), "loop");
        Directory.CreateSymbolicLink(Path.Combine(root, "inner", "up"), "../..");
        return root;
    }
}
