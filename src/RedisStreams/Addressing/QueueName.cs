namespace Corporation.RedisStreams.Addressing;

/// <summary>The name of a queue.</summary>
internal readonly record struct QueueName
{
    /// <exception cref="ArgumentException">See <see cref="EntityNameRules.Check"/>.</exception>
    public QueueName(string value) => Value = EntityNameRules.Check(value, "queue");

    public string Value { get; }

    public override string ToString() => Value;
}
