using System.Text.Json;
using Corporation.Contracts.Json;

namespace Corporation.Hq.Submitting;

/// <summary>Finds escapes like <c>\ud800</c> without their other half: legal JSON grammar, but not text; nobody downstream could write it as UTF-8.</summary>
internal static class LoneSurrogates
{
    /// <returns>Where the bad string begins, in bytes, or null.</returns>
    public static long? Find(ReadOnlySpan<byte> json)
    {
        // Nearly no body has such an escape, and this search is vectorized.
        if (json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0)
            return null;

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ContractsJson.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped)
                continue;

            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException)
            {
                return reader.TokenStartIndex;
            }
        }

        return null;
    }
}
