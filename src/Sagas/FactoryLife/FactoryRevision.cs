using Corporation.Sagas.Storage;

namespace Corporation.Sagas.FactoryLife;

/// <summary>The numbers of what factories are told. A factory obeys a number only if it has heard none that is higher.</summary>
internal static class FactoryRevision
{
    /// <summary>The one after <paramref name="last"/>: by the clock, so that HQ is obeyed also after it has forgotten the factory, or was restored from a backup.</summary>
    public static long After(long last, DateTimeOffset now) => Math.Max(last + 1, UnixMicroseconds.Of(now));
}
