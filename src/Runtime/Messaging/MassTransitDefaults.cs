using MassTransit.Serialization;

namespace Corporation.Runtime.Messaging;

/// <summary>Settings of MassTransit that are static, and so belong to the process and not to a bus.</summary>
internal static class MassTransitDefaults
{
    private static readonly Lock Gate = new();
    private static bool _applied;

    public static void Apply()
    {
        lock (Gate)
        {
            if (_applied)
                return;

            // MassTransit indents by default: a third more bytes and CPU for every message.
            SystemTextJsonMessageSerializer.Options = new(SystemTextJsonMessageSerializer.Options) { WriteIndented = false };
            _applied = true;
        }
    }
}
