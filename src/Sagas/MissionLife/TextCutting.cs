namespace Corporation.Sagas.MissionLife;

/// <summary>Keeps foreign text within the limits of its column.</summary>
public static class TextCutting
{
    /// <summary>The text, cut with an ellipsis to <paramref name="maxLength"/> characters, never through a surrogate pair.</summary>
    public static string Cut(this string text, int maxLength)
    {
        if (text.Length <= maxLength)
            return text;

        var end = maxLength - 1;
        if (char.IsHighSurrogate(text[end - 1]))
            end--;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
