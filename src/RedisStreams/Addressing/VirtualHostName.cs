namespace Corporation.RedisStreams.Addressing;

/// <summary>The name of a virtual host: the part of a Redis database that buses share. Its keys share one cluster slot.</summary>
internal readonly record struct VirtualHostName
{
    /// <exception cref="ArgumentException">See <see cref="EntityNameRules.Check"/>.</exception>
    public VirtualHostName(string value) => Value = EntityNameRules.Check(value, "virtual host");

    public string Value { get; }

    public override string ToString() => Value;
}
