using System.Globalization;
using MassTransit;
using MassTransit.Metadata;
using MassTransit.Middleware;
using MassTransit.Serialization;

namespace Corporation.SagaStore.Delivering;

/// <summary>A row as the framework's send pipe wants it.</summary>
internal sealed class StoredMessage : OutboxMessageContext
{
    private const string DelayProperty = "Delay";

    private readonly OutboxMessage _row;
    private readonly DictionarySendHeaders? _headers;

    /// <param name="row">The row.</param>
    /// <param name="age">Since it was stored: so much of its delay and of its time to live has passed.</param>
    /// <exception cref="FormatException">An address can't be read.</exception>
    /// <exception cref="System.Text.Json.JsonException">The headers can't be read.</exception>
    public StoredMessage(OutboxMessage row, TimeSpan age)
    {
        _row = row;
        SourceAddress = AddressOf(row.SourceAddress);
        DestinationAddress = AddressOf(row.DestinationAddress);
        ResponseAddress = AddressOf(row.ResponseAddress);
        FaultAddress = AddressOf(row.FaultAddress);

        // The send pipe takes this client's time off again: what is left has been reckoned with the database's clock.
        ExpirationTime = row.TimeToLiveMs is { } timeToLiveMs
            ? TimeProvider.System.GetUtcNow().UtcDateTime + TimeSpan.FromMilliseconds(timeToLiveMs) - age
            : null;
        _headers = SystemTextJsonMessageSerializer.Instance.DeserializeDictionary<object?>(row.Headers) is { } headers ? new DictionarySendHeaders(headers) : null;
        Properties = PropertiesOf(row, age);
    }

    public long SequenceNumber => _row.SequenceNumber;

    public Guid MessageId => _row.MessageId;

    Guid? MessageContext.MessageId => _row.MessageId;

    public Guid? RequestId => _row.RequestId;

    public Guid? CorrelationId => _row.CorrelationId;

    public Guid? ConversationId => _row.ConversationId;

    public Guid? InitiatorId => _row.InitiatorId;

    public Uri? SourceAddress { get; }

    public Uri? DestinationAddress { get; }

    public Uri? ResponseAddress { get; }

    public Uri? FaultAddress { get; }

    public DateTime? ExpirationTime { get; }

    public DateTime? SentTime => _row.SentTime;

    public Headers Headers => _headers ?? (Headers)EmptyHeaders.Instance;

    public HostInfo Host => HostMetadataCache.Host;

    public string ContentType => _row.ContentType;

    public string MessageType => _row.MessageType;

    public string Body => _row.Body;

    public IReadOnlyDictionary<string, object> Properties { get; }

    public Guid? ScheduledMessageId => _row.ScheduledMessageId;

    private static Uri? AddressOf(string? text) => text is null ? null : new Uri(text);

    // The transport holds the message back; only for what is left of its delay.
    private static Dictionary<string, object> PropertiesOf(OutboxMessage row, TimeSpan age)
    {
        var properties = SystemTextJsonMessageSerializer.Instance.DeserializeDictionary<object>(row.Properties)
            ?? new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        properties.Remove(DelayProperty);
        if (row.DelayMs is { } delayMs && TimeSpan.FromMilliseconds(delayMs) - age is var left && left > TimeSpan.Zero)
            properties[DelayProperty] = left.ToString("c", CultureInfo.InvariantCulture);
        return properties;
    }
}
