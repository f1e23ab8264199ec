using System.Security.Cryptography;
using System.Text;

namespace Corporation.Sagas.FactoryLife;

/// <summary>The correlation id of a factory, which its name alone gives, so that every HQ finds the same.</summary>
public static class FactoryKey
{
    /// <summary>A UUID of version 8 (RFC 9562, section 5.8) from the SHA-256 of the name.</summary>
    public static Guid Of(string factoryId)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes("corporation.factory:" + factoryId)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
