using Corporation.Factory.Workspaces;

namespace Corporation.Factory.Tests.Harness;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("corporation-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => TreeRemoval.Remove(Path);
}
