using Corporation.RedisStreams.Conformance.Profiles;
using Corporation.RedisStreams.Conformance.Running;
using MassTransit;
using MassTransit.Contracts.JobService;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.RedisStreams.Conformance.Coordinating;

/// <summary>Job consumers over the transport. They need a scheduler.</summary>
public abstract class JobSpecs(TransportFixture fixture) : TransportSpecs(fixture)
{
    [Fact]
    public async Task A_job_runs_and_is_reported_as_completed()
    {
        Requires(Feature.Delay);
        using var completed = new Arrivals<JobCompleted>();
        using var runs = new Arrivals<JobCompleted<CountStock>>();
        await using var bus = await StartJobsAsync(completed, runs);
        await using var scope = bus.Services.CreateAsyncScope();
        var client = scope.ServiceProvider.GetRequiredService<IRequestClient<SubmitJob<CountStock>>>();

        var job = await client.SubmitJob(new CountStock("Bremen"), Token).InTime();

        Assert.Equal(job, (await completed.NextAsync()).Message.JobId);
        Assert.Equal("Bremen", (await runs.NextAsync()).Message.Job.Place);
    }

    [Fact]
    public async Task A_recurring_job_runs_again_and_again_until_it_is_cancelled()
    {
        Requires(Feature.Delay);
        using var completed = new Arrivals<JobCompleted>();
        using var cancelled = new Arrivals<JobCanceled>();
        using var runs = new Arrivals<JobCompleted<CountStock>>();
        await using var bus = await StartJobsAsync(completed, runs, cfg => Consume(cfg, "cancelled", cancelled));
        await using var scope = bus.Services.CreateAsyncScope();
        var client = scope.ServiceProvider.GetRequiredService<IRequestClient<SubmitJob<CountStock>>>();

        var job = await client.AddOrUpdateRecurringJob("stock", new CountStock("Bremen"), schedule => schedule.Every(seconds: 1), Token).InTime();

        Assert.All(await completed.TakeAsync(3), run => Assert.Equal(job, run.Message.JobId));
        await bus.Bus.CancelRecurringJob<CountStock>("stock", "enough", Token).InTime();
        Assert.Equal(job, (await cancelled.NextAsync()).Message.JobId);
    }

    private Task<TestBus> StartJobsAsync(
        Arrivals<JobCompleted> completed, Arrivals<JobCompleted<CountStock>> runs, Action<IBusFactoryConfigurator>? configure = null) => StartAsync(
        register =>
        {
            Fixture.AddScheduler(register);
            register.SetInMemorySagaRepositoryProvider();
            register.AddJobSagaStateMachines(options => options.SlotWaitTime = TimeSpan.FromSeconds(1));
            register.SetJobConsumerOptions();
            register.AddConsumer<CountStockConsumer>();
            // The sagas of one job hear of each other faster than they are stored.
            register.AddConfigureEndpointsCallback((_, endpoint) =>
                endpoint.UseMessageRetry(retry => retry.Intervals(10, 50, 200, 500, 1000)));
        },
        (_, cfg) =>
        {
            Fixture.UseScheduler(cfg);
            configure?.Invoke(cfg);
            Consume(cfg, "completed", completed);
            Consume(cfg, "runs", runs);
        });
}
