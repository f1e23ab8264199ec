using Corporation.RedisStreams.Configuration;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Context;
using MassTransit.Scheduling;

namespace Corporation.RedisStreams.Delay;

/// <summary>Gives every consumed message a scheduler that schedules with the transport.</summary>
internal sealed class StreamsSchedulerSpecification(StreamsHostConfiguration host) : IPipeSpecification<ConsumeContext>
{
    public void Apply(IPipeBuilder<ConsumeContext> builder) => builder.AddFilter(new SchedulerFilter(host));

    public IEnumerable<ValidationResult> Validate() => [];

    private sealed class SchedulerFilter(StreamsHostConfiguration host) : IFilter<ConsumeContext>
    {
        public Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
        {
            context.GetOrAddPayload<MessageSchedulerContext>(() => new ConsumeMessageSchedulerContext(context, Create));
            return next.Send(context);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("redisStreamsScheduler");

        private MessageScheduler Create(ConsumeContext context) =>
            new(new StreamsScheduleProvider(() => host.Connection, context, host.TimeProvider), host.Topology);
    }
}
