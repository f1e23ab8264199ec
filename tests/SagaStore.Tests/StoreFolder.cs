namespace Corporation.SagaStore.Tests;

/// <summary>A folder of its own for each test, removed afterwards.</summary>
public sealed class StoreFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sagastore-");

    public string Path => _folder.FullName;

    public string File => System.IO.Path.Combine(Path, "store.db");

    public void Dispose() => _folder.Delete(recursive: true);
}
