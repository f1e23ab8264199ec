using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Corporation.SagaStore.Mapping;

/// <summary>
/// Binds one value to one parameter without boxing. The stored forms are those of Microsoft.Data.Sqlite, so that EF Core reads and
/// compares what is written here.
/// </summary>
internal static class ValueBinding
{
    private const int StackBytes = 512;
    private const int GuidLength = 36;

    public static void BindNull(sqlite3_stmt statement, int index) => Check(statement, raw.sqlite3_bind_null(statement, index));

    public static void Bind(sqlite3_stmt statement, int index, long value) =>
        Check(statement, raw.sqlite3_bind_int64(statement, index, value));

    public static void Bind(sqlite3_stmt statement, int index, ulong value) => Bind(statement, index, unchecked((long)value));

    public static void Bind(sqlite3_stmt statement, int index, int value) => Bind(statement, index, (long)value);

    public static void Bind(sqlite3_stmt statement, int index, uint value) => Bind(statement, index, (long)value);

    public static void Bind(sqlite3_stmt statement, int index, short value) => Bind(statement, index, (long)value);

    public static void Bind(sqlite3_stmt statement, int index, ushort value) => Bind(statement, index, (long)value);

    public static void Bind(sqlite3_stmt statement, int index, sbyte value) => Bind(statement, index, (long)value);

    public static void Bind(sqlite3_stmt statement, int index, byte value) => Bind(statement, index, (long)value);

    public static void Bind(sqlite3_stmt statement, int index, bool value) => Bind(statement, index, value ? 1L : 0L);

    public static void Bind(sqlite3_stmt statement, int index, double value)
    {
        // SQLite stores NaN as NULL; an error here names the column, a NOT NULL failure or a lost value later would not.
        if (double.IsNaN(value))
            throw new InvalidOperationException($"Parameter {index} is NaN, which SQLite can't store. Store null or a number.");

        Check(statement, raw.sqlite3_bind_double(statement, index, value));
    }

    public static void Bind(sqlite3_stmt statement, int index, float value) => Bind(statement, index, (double)value);

    public static void Bind(sqlite3_stmt statement, int index, decimal value) =>
        Bind(statement, index, value.ToString("0.0###########################", CultureInfo.InvariantCulture));

    public static void Bind(sqlite3_stmt statement, int index, DateTime value) =>
        Bind(statement, index, value.ToString(@"yyyy\-MM\-dd HH\:mm\:ss.FFFFFFF", CultureInfo.InvariantCulture));

    public static void Bind(sqlite3_stmt statement, int index, DateTimeOffset value) =>
        Bind(statement, index, value.ToString(@"yyyy\-MM\-dd HH\:mm\:ss.FFFFFFFzzz", CultureInfo.InvariantCulture));

    public static void Bind(sqlite3_stmt statement, int index, TimeSpan value) =>
        Bind(statement, index, value.ToString("c", CultureInfo.InvariantCulture));

    public static void Bind(sqlite3_stmt statement, int index, Guid value)
    {
        Span<byte> text = stackalloc byte[GuidLength];
        value.TryFormat(text, out _);
        Ascii.ToUpperInPlace(text, out _);
        Check(statement, raw.sqlite3_bind_text(statement, index, text));
    }

    public static void Bind(sqlite3_stmt statement, int index, byte[] value)
    {
        // An empty span arrives in SQLite as a null pointer, which means NULL.
        Check(statement, value.Length == 0
            ? raw.sqlite3_bind_zeroblob(statement, index, 0)
            : raw.sqlite3_bind_blob(statement, index, value));
    }

    public static void Bind(sqlite3_stmt statement, int index, string value)
    {
        if (value.Length == 0)
        {
            // As above: the overload for strings passes a terminated buffer, never a null pointer.
            Check(statement, raw.sqlite3_bind_text(statement, index, ""));
            return;
        }

        var longest = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (longest <= StackBytes)
        {
            Span<byte> small = stackalloc byte[StackBytes];
            Check(statement, raw.sqlite3_bind_text(statement, index, small[..Encoding.UTF8.GetBytes(value, small)]));
            return;
        }

        var large = ArrayPool<byte>.Shared.Rent(longest);
        try
        {
            Check(statement, raw.sqlite3_bind_text(statement, index, large.AsSpan(0, Encoding.UTF8.GetBytes(value, large))));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(large);
        }
    }

    private static void Check(sqlite3_stmt statement, int code)
    {
        if (code != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(code, raw.sqlite3_db_handle(statement));
    }
}
