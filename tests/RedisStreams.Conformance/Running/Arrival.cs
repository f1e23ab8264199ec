namespace Corporation.RedisStreams.Conformance.Running;

/// <summary>What a consumer saw of one message, kept beyond the end of its consume context.</summary>
public sealed record Arrival<T>(T Message, Guid? MessageId, Guid? RequestId, Guid? CorrelationId, Guid? ConversationId, Guid? InitiatorId)
    where T : class
{
    public required Uri? SourceAddress { get; init; }

    public required Uri? DestinationAddress { get; init; }

    public required Uri? ResponseAddress { get; init; }

    public required Uri? FaultAddress { get; init; }

    public required Uri InputAddress { get; init; }

    public required DateTime? SentTime { get; init; }

    public required DateTime? ExpirationTime { get; init; }

    public required string? ContentType { get; init; }

    public required bool Redelivered { get; init; }

    public required IReadOnlyDictionary<string, object> Headers { get; init; }

    public required IReadOnlyDictionary<string, object> TransportHeaders { get; init; }

    public required byte[] Bytes { get; init; }

    public string Body => System.Text.Encoding.UTF8.GetString(Bytes);

    /// <summary>When the consumer had it, by <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long At { get; } = System.Diagnostics.Stopwatch.GetTimestamp();

    public string? Text(string header) => Headers.GetValueOrDefault(header)?.ToString();

    public string? TransportText(string header) => TransportHeaders.GetValueOrDefault(header)?.ToString();
}
