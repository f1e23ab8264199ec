using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Corporation.Sagas.Storage;

/// <summary>Stores a time as microseconds since 1970, in UTC. What is finer than a microsecond is cut.</summary>
public sealed class UnixMicroseconds() : ValueConverter<DateTimeOffset, long>(
    time => Of(time),
    microseconds => ToTime(microseconds))
{
    /// <summary>The stored form of a time.</summary>
    public static long Of(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The time of a stored form.</summary>
    public static DateTimeOffset ToTime(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
