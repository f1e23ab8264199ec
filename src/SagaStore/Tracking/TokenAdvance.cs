using System.Globalization;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Corporation.SagaStore.Tracking;

/// <summary>Gives a concurrency token that the database leaves alone its next value.</summary>
internal static class TokenAdvance
{
    public static bool Supports(Type type) => Next(Nullable.GetUnderlyingType(type) ?? type, null) is not null;

    public static void Apply(PropertyEntry token)
    {
        // The behaviour, or an interceptor of the program, has done it already.
        if (!token.Metadata.GetValueComparer().Equals(token.CurrentValue, token.OriginalValue))
            return;

        var type = Nullable.GetUnderlyingType(token.Metadata.ClrType) ?? token.Metadata.ClrType;
        token.CurrentValue = Next(type, token.OriginalValue);
    }

    private static object? Next(Type type, object? value) => Type.GetTypeCode(type) switch
    {
        TypeCode.Int32 => unchecked(Convert.ToInt32(value, CultureInfo.InvariantCulture) + 1),
        TypeCode.Int64 => unchecked(Convert.ToInt64(value, CultureInfo.InvariantCulture) + 1),
        TypeCode.UInt32 => unchecked(Convert.ToUInt32(value, CultureInfo.InvariantCulture) + 1),
        TypeCode.UInt64 => unchecked(Convert.ToUInt64(value, CultureInfo.InvariantCulture) + 1),
        _ when type == typeof(Guid) => Guid.NewGuid(),
        _ when type == typeof(byte[]) => Guid.NewGuid().ToByteArray(),
        _ => null,
    };
}
