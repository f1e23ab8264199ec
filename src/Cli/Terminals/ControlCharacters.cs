namespace Corporation.Cli.Terminals;

/// <summary>What a handler or a stranger wrote must not steer the reader's terminal.</summary>
internal static class ControlCharacters
{
    /// <summary>Replaces control characters, escape among them; tabs stay.</summary>
    public static string Strip(string text) => text.AsSpan().IndexOfAnyInRange('\0', '\u001f') < 0 && !text.AsSpan().ContainsAnyInRange('\u007f', '\u009f')
        ? text
        : string.Create(text.Length, text, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                target[i] = char.IsControl(source[i]) && source[i] != '\t' ? '\uFFFD' : source[i];
        });
}
