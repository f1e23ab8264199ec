using System.Globalization;
using SQLitePCL;

namespace Corporation.SagaStore.Mapping;

/// <summary>Reads one column without boxing: the counterpart of <see cref="ValueBinding"/>. One method per type; the method is found by its result.</summary>
internal static class ValueReading
{
    private const int GuidBlobLength = 16;

    public static bool IsNull(sqlite3_stmt statement, int index) => raw.sqlite3_column_type(statement, index) == raw.SQLITE_NULL;

    public static long ReadInt64(sqlite3_stmt statement, int index) => raw.sqlite3_column_int64(statement, index);

    public static ulong ReadUInt64(sqlite3_stmt statement, int index) => unchecked((ulong)ReadInt64(statement, index));

    public static int ReadInt32(sqlite3_stmt statement, int index) => checked((int)ReadInt64(statement, index));

    public static uint ReadUInt32(sqlite3_stmt statement, int index) => checked((uint)ReadInt64(statement, index));

    public static short ReadInt16(sqlite3_stmt statement, int index) => checked((short)ReadInt64(statement, index));

    public static ushort ReadUInt16(sqlite3_stmt statement, int index) => checked((ushort)ReadInt64(statement, index));

    public static sbyte ReadSByte(sqlite3_stmt statement, int index) => checked((sbyte)ReadInt64(statement, index));

    public static byte ReadByte(sqlite3_stmt statement, int index) => checked((byte)ReadInt64(statement, index));

    public static bool ReadBoolean(sqlite3_stmt statement, int index) => ReadInt64(statement, index) != 0;

    public static double ReadDouble(sqlite3_stmt statement, int index) => raw.sqlite3_column_double(statement, index);

    public static float ReadSingle(sqlite3_stmt statement, int index) => (float)ReadDouble(statement, index);

    public static string ReadString(sqlite3_stmt statement, int index) => raw.sqlite3_column_text(statement, index).utf8_to_string() ?? "";

    public static byte[] ReadBytes(sqlite3_stmt statement, int index) => raw.sqlite3_column_blob(statement, index).ToArray();

    public static decimal ReadDecimal(sqlite3_stmt statement, int index) =>
        decimal.Parse(ReadString(statement, index), NumberStyles.Number | NumberStyles.AllowExponent, CultureInfo.InvariantCulture);

    public static DateTime ReadDateTime(sqlite3_stmt statement, int index) =>
        DateTime.Parse(ReadString(statement, index), CultureInfo.InvariantCulture);

    public static DateTimeOffset ReadDateTimeOffset(sqlite3_stmt statement, int index) =>
        DateTimeOffset.Parse(ReadString(statement, index), CultureInfo.InvariantCulture);

    public static TimeSpan ReadTimeSpan(sqlite3_stmt statement, int index) =>
        TimeSpan.Parse(ReadString(statement, index), CultureInfo.InvariantCulture);

    public static Guid ReadGuid(sqlite3_stmt statement, int index)
    {
        // Text comes back as its UTF-8 bytes; no string is made of it.
        var bytes = raw.sqlite3_column_blob(statement, index);
        return bytes.Length == GuidBlobLength ? new Guid(bytes) : Guid.Parse(bytes);
    }
}
