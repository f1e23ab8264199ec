using System.Text;
using Corporation.Factory.Diagnostics;
using Corporation.Factory.Settings;
using Corporation.Runtime.Roles;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.Heartbeats;

/// <summary>Writes <c>capabilities.md</c> once, when the factory starts (decision D-004). A reader sees the old file or the new one, never half of one.</summary>
internal sealed class CapabilitiesWriter(CapabilitiesDocument document, IOptions<FactoryOptions> options, ILogger<CapabilitiesWriter> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var path = options.Value.CapabilitiesPath;
        if (path.Length == 0)
            return;

        var beside = $"{path}.{Environment.ProcessId}.new";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!); // An absolute path of a file has a folder.
            await WriteThroughAsync(beside, document.Text, cancellationToken);
            File.Move(beside, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It steers those who read it; missions don't need it.
            Log.CapabilitiesNotWritten(logger, path, exception.Message);
        }
        finally
        {
            Remove(beside);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // On the disk before it takes the place of the old one: otherwise a power cut may leave an empty file under the name.
    private static async Task WriteThroughAsync(string path, string text, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.WriteThrough);
        await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
    }

    // After a success there is none.
    private static void Remove(string beside)
    {
        try
        {
            File.Delete(beside);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder can't be written or is not there; that was told.
        }
    }
}
