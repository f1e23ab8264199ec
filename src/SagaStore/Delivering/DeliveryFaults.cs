using System.Runtime.Serialization;
using System.Text.Json;
using MassTransit;

namespace Corporation.SagaStore.Delivering;

/// <summary>What a failure to send says, and how long to wait after it.</summary>
internal static class DeliveryFaults
{
    private const int MostErrorCharacters = 2_000;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestOutageDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Whether the message itself can't be sent, however well the bus is. Of any other exception it takes more to know.</summary>
    public static bool AreOfTheMessage(Exception exception) =>
        exception is FormatException or ArgumentException or NotSupportedException or SerializationException or JsonException
            or ConfigurationException or AbstractUriException;

    public static TimeSpan DelayAfter(TimeSpan first, int tries) => Jitter(Doubled(first, tries - 1, LongestDelay));

    public static TimeSpan DelayInOutage(TimeSpan first) => Jitter(Doubled(first, 2, LongestOutageDelay));

    /// <summary>For the whole delivery, while nothing can be sent.</summary>
    public static TimeSpan PauseAfter(TimeSpan first, int failures) => Jitter(Doubled(first, failures - 1, LongestPause));

    public static string TextOf(Exception exception)
    {
        var text = $"{exception.GetType().Name}: {exception.Message}".Replace('\0', ' ');
        return text.Length <= MostErrorCharacters ? text : text[..MostErrorCharacters];
    }

    private static TimeSpan Doubled(TimeSpan first, int times, TimeSpan most) =>
        times < 30 && first * (1L << Math.Max(0, times)) is var delay && delay < most ? delay : most;

    // Less up to half: those who failed together don't come back together.
    private static TimeSpan Jitter(TimeSpan delay)
    {
#pragma warning disable CA5394 // Jitter is no secret.
        return delay * (0.5 + (Random.Shared.NextDouble() / 2));
#pragma warning restore CA5394
    }
}
