using Corporation.TransportChaos.Ledgers;
using Corporation.TransportChaos.Victims;

namespace Corporation.RedisStreams.Loss.Tests.CrashPoints;

/// <summary>The plan of a process that sends and handles nothing by itself: the test says what it does.</summary>
internal static class QuietPlan
{
    public static VictimPlan Of(int port, string virtualHost) => new()
    {
        Role = VictimRole.Producer,
        Number = 1,
        Server = new Uri($"redis://127.0.0.1:{port}"),
        VirtualHost = virtualHost,
        LedgerFile = "",
        LeaseDuration = TimeSpan.FromSeconds(1),
        Mix = new Dictionary<ParcelKind, int>(),
        IsQuiet = true,
    };
}
