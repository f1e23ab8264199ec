namespace Corporation.RedisStreams.Protocol;

/// <summary>The names of an entry's fields; <c>docs/wire-format.md</c> is their reference.</summary>
internal static class EntryFields
{
    /// <summary>The body, as bytes. The one field that an entry must have.</summary>
    public const string Body = "b";

    /// <summary>The body's content type; the endpoint's default serializer reads an entry without it.</summary>
    public const string ContentType = "c";

    /// <summary>The message id: a GUID in <c>D</c> form.</summary>
    public const string MessageId = "i";

    /// <summary>Transport headers: one JSON object of strings, numbers and booleans. Left out when there are none.</summary>
    public const string Headers = "h";

    /// <summary>When the entry expires: Unix milliseconds of the server's clock, reckoned by the server. Left out when never.</summary>
    public const string Expires = "e";

    /// <summary>The partition key. Left out when there is none.</summary>
    public const string PartitionKey = "k";

    /// <summary>The routing key. Left out when there is none.</summary>
    public const string RoutingKey = "r";

    // The same, for reading: each name is one letter.
    public const char BodyLetter = 'b';
    public const char ContentTypeLetter = 'c';
    public const char MessageIdLetter = 'i';
    public const char HeadersLetter = 'h';
    public const char ExpiresLetter = 'e';
    public const char PartitionKeyLetter = 'k';
    public const char RoutingKeyLetter = 'r';
}
