using Corporation.SagaStore.Health;
using Corporation.SagaStore.Repository;
using Corporation.SagaStore.Tests.Counting;
using Corporation.SagaStore.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Tests.Repository;

public sealed class SagaRaceTests : IDisposable
{
    private readonly StoreFolder _folder = new();
    private readonly Guid _id = Guid.NewGuid();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Twenty_events_at_once_on_one_saga_make_twenty_steps_and_no_fault()
    {
        await using var host = await SagaHost.StartAsync(_folder);
        await host.Mediator.Send(new OpenCounter(_id), Token);

        await Task.WhenAll(Enumerable.Range(1, 20).Select(number => host.Bus.Publish(new StepCounter(_id, $"step {number}"), Token)));
        await host.WaitForStepsAsync(_id, 21);
        await Eventually.True(() => host.Seen.Steps.Count >= 20);

        Assert.Equal(20, host.Find(_id)!.Version);
        Assert.Equal(21, host.StepsOf(_id).Distinct().Count());
        Assert.Equal(Enumerable.Range(2, 20), host.Seen.Steps.Select(step => step.Steps).Order());
        Assert.Empty(host.Seen.Faults);
    }

    [Fact]
    public async Task Bus_and_mediator_at_once_on_one_saga_lose_no_step()
    {
        await using var host = await SagaHost.StartAsync(_folder);
        await host.Mediator.Send(new OpenCounter(_id), Token);

        await Task.WhenAll(
            Task.WhenAll(Enumerable.Range(1, 10).Select(number => host.Bus.Publish(new StepCounter(_id, $"bus {number}"), Token))),
            Task.WhenAll(Enumerable.Range(1, 10).Select(number => host.Mediator.Send(new StepCounter(_id, $"mediator {number}"), Token))));

        await host.WaitForStepsAsync(_id, 21);
        Assert.Equal(21, host.StepsOf(_id).Distinct().Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Four_that_create_the_same_saga_at_once_create_one(bool insertOnInitial)
    {
        await using var host = await SagaHost.StartAsync(_folder, services => services.AddSingleton(new CounterSettings(insertOnInitial)));

        await Task.WhenAll(Enumerable.Range(1, 4).Select(_ => host.Mediator.Send(new OpenCounter(_id), Token)));

        Assert.Equal(["opened"], host.StepsOf(_id));
        Assert.Equal(1, host.Find(_id)!.Steps);
    }

    [Fact]
    public async Task A_handler_that_throws_stores_nothing_sends_nothing_and_faults_once()
    {
        await using var host = await SagaHost.StartAsync(_folder);
        await host.Mediator.Send(new OpenCounter(_id), Token);

        await host.Bus.Publish(new BreakCounter(_id), Token);
        await Eventually.True(() => host.Seen.Faults.Count > 0);
        await host.Bus.Publish(new StepCounter(_id, "after"), Token);
        await host.WaitForStepsAsync(_id, 2);
        await Eventually.True(() => host.Seen.Steps.Count > 0);

        Assert.Equal(["opened", "after"], host.StepsOf(_id));
        Assert.Single(host.Seen.Faults);
        Assert.Single(host.Seen.Steps);
    }

    [Fact]
    public async Task A_row_that_exists_stores_nothing_of_the_message()
    {
        await using var host = await SagaHost.StartAsync(_folder);
        await host.Mediator.Send(new OpenCounter(_id), Token);

        await Assert.ThrowsAsync<UniqueViolationException>(() => host.Mediator.Send(new RepeatStep(_id), Token));

        Assert.Equal(["opened"], host.StepsOf(_id));
        Assert.Equal(0, host.Find(_id)!.Version);
    }

    [Fact]
    public async Task A_saga_with_a_name_that_is_taken_is_not_created()
    {
        await using var host = await SagaHost.StartAsync(_folder);
        await host.Mediator.Send(new OpenCounter(_id, "taken"), Token);
        var second = Guid.NewGuid();

        var violation = await Assert.ThrowsAsync<UniqueViolationException>(() => host.Mediator.Send(new OpenCounter(second, "taken"), Token));

        Assert.Equal("counters.Name", violation.Constraint);
        Assert.Null(host.Find(second));
        Assert.Empty(host.StepsOf(second));
    }

    [Fact]
    public async Task An_event_that_changes_nothing_costs_no_commit()
    {
        await using var host = await SagaHost.StartAsync(_folder);
        await host.Mediator.Send(new OpenCounter(_id), Token);
        var health = host.Services.GetRequiredService<StoreHealth>();
        var commits = health.Commits;

        await host.Mediator.Send(new OpenCounter(_id), Token);
        var client = host.Mediator.CreateRequestClient<AskCounter>();
        var answer = await client.GetResponse<CounterAnswer>(new AskCounter(_id), Token);

        Assert.Equal(1, answer.Message.Steps);
        Assert.Equal(commits, health.Commits);
        Assert.Equal(0, host.Find(_id)!.Version);
    }

    [Fact]
    public async Task Sagas_found_by_one_query_change_together_or_not_at_all()
    {
        await using var host = await SagaHost.StartAsync(_folder);
        var other = Guid.NewGuid();
        await host.Mediator.Send(new OpenCounter(_id), Token);
        await host.Mediator.Send(new OpenCounter(other), Token);
        var writer = host.Services.GetRequiredService<IStoreWriter>();
        await writer.ExecuteAsync("INSERT INTO steps (\"CounterId\", \"Number\", \"What\") VALUES ($1, 2, 'in the way')", other);

        await Assert.ThrowsAsync<UniqueViolationException>(() => host.Mediator.Send(new StepByColor(CounterColor.Red, "red"), Token));

        Assert.Equal((1, 1), (host.Find(_id)!.Steps, host.Find(other)!.Steps));
        Assert.Equal(["opened"], host.StepsOf(_id));
    }

    [Fact]
    public async Task A_message_waits_out_a_locked_store()
    {
        await using var host = await SagaHost.StartAsync(_folder);
        await host.Mediator.Send(new OpenCounter(_id), Token);
        var health = host.Services.GetRequiredService<StoreHealth>();

        await using (var outsider = new SqliteConnection($"Data Source={_folder.File};Pooling=False"))
        {
            await outsider.OpenAsync(Token);
            await using var locked = outsider.CreateCommand();
            locked.CommandText = "BEGIN IMMEDIATE";
            await locked.ExecuteNonQueryAsync(Token);
            await host.Bus.Publish(new StepCounter(_id, "patient"), Token);
            await Eventually.True(() => !health.IsWritable);
        }

        await host.WaitForStepsAsync(_id, 2);
        await Eventually.True(() => health.IsWritable); // A reader sees the commit before the writer has said so.
        Assert.Empty(host.Seen.Faults);
    }

    [Fact]
    public async Task Without_the_retry_a_conflict_is_an_exception_that_names_the_saga()
    {
        await using var store = StoreFixture.Open(_folder);
        var saga = new CounterState { CorrelationId = _id };
        await store.Writer.WriteAsync(session => { session.Insert(saga); return true; }, Token);
        var stale = store.Reader.Find<CounterState>(_id)!;
        await store.Writer.TryUpdateAsync(saga);
        stale.Step("too late");
        var unit = new SagaUnit<CounterState>();
        unit.Update(stale, unchanged: false);

        var conflict = await Assert.ThrowsAsync<SagaConflictException>(() => unit.CommitAsync(store.Writer, Token));

        Assert.Equal((typeof(CounterState), _id), (conflict.SagaType, conflict.CorrelationId));
        Assert.Equal(0, store.Count("steps"));
    }
}
