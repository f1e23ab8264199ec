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

    private Task<TestBus> StartJobsAsync(Arrivals<JobCompleted> completed, Arrivals<JobCompleted<CountStock>> runs) => StartAsync(
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
            Consume(cfg, "completed", completed);
            Consume(cfg, "runs", runs);
        });
}
