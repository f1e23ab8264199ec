using System.Globalization;
using Corporation.Factory.Settings;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Corporation.Factory.Working;

/// <summary>Who this process is towards HQ.</summary>
/// <param name="FactoryId">The machine's name in the fleet.</param>
/// <param name="Epoch">The boot identity: Unix microseconds of the process's start, more than that of any earlier process here.</param>
/// <param name="StartedAt">When the process started.</param>
internal sealed record FactoryIdentity(string FactoryId, long Epoch, DateTimeOffset StartedAt)
{
    private const string EpochFile = ".epoch";

    public static FactoryIdentity Create(IOptions<FactoryOptions> options, TimeProvider time, ILogger<FactoryIdentity> logger)
    {
        var now = time.GetUtcNow();
        var epoch = (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return new(options.Value.FactoryId, AfterTheLast(epoch, options.Value.WorkspaceRoot, logger), now);
    }

    /// <summary>A clock that was set back must not make this process older than the one before it: HQ would refuse it.</summary>
    private static long AfterTheLast(long epoch, string root, ILogger logger)
    {
        try
        {
            Directory.CreateDirectory(root);
            var file = Path.Combine(root, EpochFile);
            if (File.Exists(file) && long.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out var last))
                epoch = Math.Max(epoch, last + 1);
            File.WriteAllText(file, epoch.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Diagnostics.Log.EpochNotKept(logger, exception, root);
        }

        return epoch;
    }
}
