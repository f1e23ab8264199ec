namespace Corporation.RedisStreams.Addressing;

/// <summary>The name of a topic: a message type's entity name, or one of the user's own.</summary>
internal readonly record struct TopicName
{
    /// <exception cref="ArgumentException">See <see cref="EntityNameRules.Check"/>.</exception>
    public TopicName(string value) => Value = EntityNameRules.Check(value, "topic");

    public string Value { get; }

    public override string ToString() => Value;
}
