using System.Collections.Concurrent;
using System.Diagnostics;
using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Tests.Sharing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Tests.Paying;

/// <summary>What a message has with it must be the same after the way through the database.</summary>
public abstract class TravelConformance(StoreEngine engine, SharedServer server) : OutboxSuite(engine, server)
{
    private static readonly Guid Request = Guid.NewGuid();
    private static readonly Uri Answers = new("loopback://localhost/answers");
    private static readonly Uri Failures = new("loopback://localhost/failures");

    [Fact]
    public async Task Ids_addresses_headers_and_trace_of_what_a_consumer_sends_survive()
    {
        using var traces = new TraceWatch();
        var host = await StartAsync(register: bus => bus.AddConsumer<ForwardConsumer>().Endpoint(endpoint => endpoint.Name = "forward"));
        var conversation = Guid.NewGuid();

        using (var activity = traces.Start())
            await host.Bus.Publish(new Forward(AccountId), publish => publish.ConversationId = conversation);
        await Eventually.True(() => !Witness.Received.IsEmpty);

        var paid = Witness.Received.Single();
        AssertSame(paid);
        Assert.Equal(conversation, paid.ConversationId);
        Assert.EndsWith("/forward", paid.SourceAddress!.AbsolutePath, StringComparison.Ordinal);
        await Eventually.True(() => traces.Ended.Any(one => one.OperationName.Contains("witness", StringComparison.Ordinal)));
        Assert.Contains(traces.Ended, one => one.OperationName.Contains("witness", StringComparison.Ordinal) && one.TraceId == traces.TraceId);
    }

    [Fact]
    public async Task Ids_addresses_headers_and_trace_of_what_a_scope_publishes_survive()
    {
        using var traces = new TraceWatch();
        var host = await StartAsync();

        using (var activity = traces.Start())
        {
            await host.InScopeAsync(async (services, context) =>
            {
                await services.GetRequiredService<IPublishEndpoint>().Publish(new Paid(AccountId, 1), publish => Dress(publish));
                await context.SaveChangesAsync();
            });
        }

        await Eventually.True(() => !Witness.Received.IsEmpty);

        AssertSame(Witness.Received.Single());
        await Eventually.True(() => traces.Ended.Any(one => one.OperationName.Contains("witness", StringComparison.Ordinal)));
        Assert.Contains(traces.Ended, one => one.OperationName.Contains("witness", StringComparison.Ordinal) && one.TraceId == traces.TraceId);
    }

    [Fact]
    public async Task A_routing_key_survives()
    {
        var host = await StartAsync();
        var keys = new ConcurrentQueue<string?>();
        Witness.Dispatching = context => keys.Enqueue((context as RoutingKeySendContext)?.RoutingKey);

        await host.InScopeAsync(async (services, context) =>
        {
            await services.GetRequiredService<IPublishEndpoint>().Publish(new Paid(AccountId, 1), publish => publish.SetRoutingKey("north"));
            await context.SaveChangesAsync();
        });

        await Eventually.True(() => !keys.IsEmpty);
        Assert.Equal("north", keys.Single());
    }

    [Fact]
    public async Task An_answer_of_a_consumer_reaches_the_one_who_asked()
    {
        var host = await StartAsync(register: bus => bus.AddConsumer<AnswerConsumer>().Endpoint(endpoint => endpoint.Name = "answer"));

        await using var scope = host.Services.CreateAsyncScope();
        var client = scope.ServiceProvider.GetRequiredService<IClientFactory>().CreateRequestClient<Ask>(TimeSpan.FromSeconds(30));
        var answer = await client.GetResponse<Paid>(new Ask(AccountId), Token);

        Assert.Equal(42, answer.Message.Number);
        await WaitUntilEmptyAsync();
    }

    private static void Dress(SendContext context)
    {
        context.CorrelationId = Request;
        context.RequestId = Request;
        context.ResponseAddress = Answers;
        context.FaultAddress = Failures;
        context.TimeToLive = TimeSpan.FromMinutes(5);
        context.Headers.Set("shift", "night");
        context.Headers.Set("drawer", 7);
    }

    private static void AssertSame(ConsumeContext<Paid> paid)
    {
        Assert.Equal(Request, paid.CorrelationId);
        Assert.Equal(Request, paid.RequestId);
        Assert.Equal(Answers, paid.ResponseAddress);
        Assert.Equal(Failures, paid.FaultAddress);
        Assert.Equal("night", paid.Headers.Get<string>("shift"));
        Assert.Equal(7, paid.Headers.Get<int>("drawer"));
        Assert.NotNull(paid.ConversationId);
        Assert.InRange(paid.ExpirationTime!.Value - paid.SentTime!.Value, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(6));
        Assert.Contains(paid.SupportedMessageTypes, type => type.EndsWith(":Paid", StringComparison.Ordinal));
    }

    public sealed record Forward(Guid AccountId);

    public sealed record Ask(Guid AccountId);

    private sealed class ForwardConsumer : IConsumer<Forward>
    {
        public Task Consume(ConsumeContext<Forward> context) => context.Publish(new Paid(context.Message.AccountId, 1), publish => Dress(publish), context.CancellationToken);
    }

    private sealed class AnswerConsumer : IConsumer<Ask>
    {
        public Task Consume(ConsumeContext<Ask> context) => context.RespondAsync(new Paid(context.Message.AccountId, 42));
    }

    /// <summary>Listens to the framework's activities.</summary>
    private sealed class TraceWatch : IDisposable
    {
        private readonly ActivitySource _source = new("till");
        private readonly ActivityListener _listener;

        public TraceWatch()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name is "MassTransit" || source == _source,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = Ended.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public ConcurrentQueue<Activity> Ended { get; } = new();

        public ActivityTraceId TraceId { get; private set; }

        public Activity Start()
        {
            var activity = _source.StartActivity("test") ?? throw new InvalidOperationException("Nobody listens.");
            TraceId = activity.TraceId;
            return activity;
        }

        public void Dispose()
        {
            _listener.Dispose();
            _source.Dispose();
        }
    }
}

public sealed class SqliteTravelConformance(SharedServer server) : TravelConformance(StoreEngine.Sqlite, server);

public sealed class PostgreSqlTravelConformance(SharedServer server) : TravelConformance(StoreEngine.PostgreSql, server);
