namespace Corporation.Runtime.Diagnostics;

/// <summary>The event ids of this project's log lines, 1000 to 1999. Never reused.</summary>
internal static class EventIds
{
    public const int RoleInForce = 1000;
    public const int RoleUnknown = 1001;

    public const int BusAway = 1010;
    public const int BusBack = 1011;
}
