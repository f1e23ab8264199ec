namespace Corporation.Hq.Submitting;

/// <summary>Takes the white space out of JSON that is known to be valid, and changes nothing else: what was submitted is what the handler reads.</summary>
internal static class CompactJson
{
    /// <param name="json">Valid JSON.</param>
    /// <param name="target">At least as long.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Write(ReadOnlySpan<byte> json, Span<byte> target)
    {
        var (written, inString, escaped) = (0, false, false);
        foreach (var unit in json)
        {
            if (inString)
            {
                inString = escaped || unit != '"';
                escaped = !escaped && unit == '\\';
            }
            else if (unit is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                continue;
            }
            else
            {
                inString = unit == '"';
            }

            target[written++] = unit;
        }

        return written;
    }
}
