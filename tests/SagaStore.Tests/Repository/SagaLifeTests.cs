using Corporation.SagaStore.Tests.Counting;
using MassTransit;
using MassTransit.Mediator;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Tests.Repository;

public sealed class SagaLifeTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly Guid _id = Guid.NewGuid();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_saga_is_created_and_changed_with_its_rows_in_the_same_commit()
    {
        await using var host = await SagaHost.StartAsync(_folder);

        await host.Bus.Publish(new OpenCounter(_id, "first"), Token);
        await host.WaitForStepsAsync(_id, 1);
        await host.Bus.Publish(new StepCounter(_id, "walked"), Token);
        await host.WaitForStepsAsync(_id, 2);

        Assert.Equal(["opened", "walked"], host.StepsOf(_id));
        Assert.Equal(1, host.Find(_id)!.Version);
    }

    [Fact]
    public async Task A_completed_saga_leaves_its_rows_and_no_saga()
    {
        await using var host = await SagaHost.StartAsync(_folder);

        await host.Mediator.Send(new OpenCounter(_id), Token);
        await host.Mediator.Send(new CloseCounter(_id), Token);

        Assert.Null(host.Find(_id));
        Assert.Equal(["opened", "closed"], host.StepsOf(_id));
    }

    [Fact]
    public async Task A_saga_that_ends_with_its_first_message_leaves_only_its_rows()
    {
        await using var host = await SagaHost.StartAsync(_folder);

        await host.Mediator.Send(new FlashCounter(_id), Token);

        Assert.Null(host.Find(_id));
        Assert.Equal(["flashed"], host.StepsOf(_id));
    }

    [Fact]
    public async Task Bus_and_mediator_work_on_the_same_saga()
    {
        await using var host = await SagaHost.StartAsync(_folder);

        await host.Mediator.Send(new OpenCounter(_id), Token);
        await host.Bus.Publish(new StepCounter(_id, "by bus"), Token);
        await host.WaitForStepsAsync(_id, 2);
        await host.Mediator.Send(new StepCounter(_id, "by mediator"), Token);

        Assert.Equal(["opened", "by bus", "by mediator"], host.StepsOf(_id));
    }

    [Fact]
    public async Task Sagas_are_found_by_expression_and_change_together()
    {
        await using var host = await SagaHost.StartAsync(_folder);
        var other = Guid.NewGuid();
        await host.Mediator.Send(new OpenCounter(_id), Token);
        await host.Mediator.Send(new OpenCounter(other), Token);

        await host.Mediator.Send(new StepByColor(CounterColor.Red, "red"), Token);
        await host.Mediator.Send(new StepByColor(CounterColor.Green, "green"), Token);

        Assert.Equal(["opened", "red"], host.StepsOf(_id));
        Assert.Equal(["opened", "red"], host.StepsOf(other));
    }

    [Fact]
    public async Task A_message_for_no_saga_takes_the_path_of_the_missing()
    {
        await using var host = await SagaHost.StartAsync(_folder);
        var client = host.Services.GetRequiredService<IMediator>().CreateRequestClient<AskCounter>();

        var answer = await client.GetResponse<CounterAnswer>(new AskCounter(_id), Token);
        await host.Mediator.Send(new StepCounter(_id, "nobody"), Token);

        Assert.Equal(-1, answer.Message.Steps);
        Assert.Null(host.Find(_id));
    }

    [Fact]
    public async Task The_load_and_query_repositories_read_the_store()
    {
        await using var host = await SagaHost.StartAsync(_folder);
        await host.Mediator.Send(new OpenCounter(_id, "loaded"), Token);

        var loaded = await host.Services.GetRequiredService<ILoadSagaRepository<CounterState>>().Load(_id);
        var missing = await host.Services.GetRequiredService<ILoadSagaRepository<CounterState>>().Load(Guid.NewGuid());
        var found = await host.Services.GetRequiredService<IQuerySagaRepository<CounterState>>()
            .Find(new SagaQuery<CounterState>(counter => counter.Name == "loaded"));

        Assert.Equal("loaded", loaded.Name);
        Assert.Null(missing);
        Assert.Equal([_id], found);
    }
}
