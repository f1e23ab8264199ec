namespace Corporation.SagaStore.Mapping;

/// <summary>PostgreSQL stores neither U+0000 nor half a surrogate pair; both become U+FFFD, the replacement character.</summary>
internal static class StorableText
{
    private const char Replacement = '\uFFFD';

    public static object? Of(object? value) => value is string text ? Of(text) : value;

    public static string Of(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || char.IsSurrogate(text[i]))
                return Replaced(text, i);
        }

        return text;
    }

    private static string Replaced(string text, int from)
    {
        var characters = text.ToCharArray();
        for (var i = from; i < characters.Length; i++)
        {
            if (i + 1 < characters.Length && char.IsSurrogatePair(characters[i], characters[i + 1]))
                i++;
            else if (characters[i] == '\0' || char.IsSurrogate(characters[i]))
                characters[i] = Replacement;
        }

        return new string(characters);
    }
}
