using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Context;
using MassTransit.Transports;

namespace Corporation.RedisStreams.Receiving;

/// <summary>
/// Shows the number of redeliveries to whoever consumes. The message itself stays as it was sent, its envelope and the headers in it
/// included, so the number is laid over them.
/// </summary>
internal sealed class RedeliverySpecification : IPipeSpecification<ConsumeContext>
{
    public void Apply(IPipeBuilder<ConsumeContext> builder) => builder.AddFilter(new RedeliveryFilter());

    public IEnumerable<ValidationResult> Validate() => [];

    private sealed class RedeliveryFilter : IFilter<ConsumeContext>
    {
        public Task Send(ConsumeContext context, IPipe<ConsumeContext> next) =>
            context.TryGetPayload(out ReceivedMessage? message) && message.Delivery.RedeliveryCount > 0
                ? next.Send(new RedeliveredContext(context, message.Delivery.RedeliveryCount))
                : next.Send(context);

        public void Probe(ProbeContext context) => context.CreateFilterScope("redisStreamsRedelivery");
    }

    private sealed class RedeliveredContext(ConsumeContext context, int count) : ConsumeContextProxy(context)
    {
        public override Headers Headers { get; } = new JsonTransportHeaders(new CountedHeaders(context.Headers, count));
    }

    private sealed class CountedHeaders(Headers headers, int count) : IHeaderProvider
    {
        public IEnumerable<KeyValuePair<string, object>> GetAll() =>
            headers.GetAll().Where(header => !IsCount(header.Key)).Append(new(MessageHeaders.RedeliveryCount, count));

        public bool TryGetHeader(string key, [NotNullWhen(true)] out object? value)
        {
            if (!IsCount(key))
                return headers.TryGetHeader(key, out value);
            value = count;
            return true;
        }

        private static bool IsCount(string key) => key.Equals(MessageHeaders.RedeliveryCount, StringComparison.OrdinalIgnoreCase);
    }
}
