using MassTransit;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Tests.Conformance;

/// <summary>What every saga repository promises. A lost change, a false fault or a second saga becomes one more case here.</summary>
public abstract class SagaRepositoryConformance(RepositoryProfile profile) : IAsyncDisposable
{
    private readonly Guid _id = Guid.NewGuid();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return profile.DisposeAsync();
    }

    [Fact]
    public async Task A_saga_is_created_changed_and_removed_when_it_completes()
    {
        await using var host = await StartAsync();

        await host.ConsumeAsync(new StartTally(_id, "first"));
        await host.ConsumeAsync(new StepTally(_id, 1));
        await host.ConsumeAsync(new StepTally(_id, 2));
        var changed = await host.FindAsync(_id);
        await host.ConsumeAsync(new CloseTally(_id));

        Assert.Equal(("first", 2, nameof(TallySaga.Running)), (changed!.Label, changed.Steps, changed.CurrentState));
        Assert.Equal(["started", "step 1", "step 2", "closed"], host.SaidBy(_id));
        Assert.Null(await host.FindAsync(_id));
        Assert.Equal(0, await profile.CountAsync(host.Services));
    }

    [Fact]
    public async Task A_saga_that_completes_with_its_first_message_is_never_there()
    {
        await using var host = await StartAsync();

        await host.ConsumeAsync(new FlashTally(_id));

        Assert.Equal(["flashed"], host.SaidBy(_id));
        Assert.Equal(0, await profile.CountAsync(host.Services));
    }

    [Fact]
    public async Task Twenty_events_at_once_on_one_saga_make_twenty_steps_and_no_fault()
    {
        await using var host = await StartAsync();
        await host.ConsumeAsync(new StartTally(_id, "hot"));

        await host.ConsumeAsync([.. Enumerable.Range(1, 20).Select(step => new StepTally(_id, step))]);

        Assert.Equal(20, (await host.FindAsync(_id))!.Steps);
        Assert.Equal(Enumerable.Range(1, 20).Select(step => $"step {step}").Order(), host.SaidBy(_id).Skip(1).Order());
        Assert.Empty(host.Faults);
    }

    [Fact]
    public async Task Two_processes_at_once_on_one_saga_lose_no_step()
    {
        await using var host = await StartAsync();
        Assert.SkipUnless(profile.Features.IsShared, "This repository is for one process, and its file is locked for others.");
        await using var other = await RepositoryHost.StartAsync(profile);
        await host.ConsumeAsync(new StartTally(_id, "shared"));

        await Task.WhenAll(
            host.ConsumeAsync([.. Enumerable.Range(1, 10).Select(step => new StepTally(_id, step))]),
            other.ConsumeAsync([.. Enumerable.Range(11, 10).Select(step => new StepTally(_id, step))]));

        Assert.Equal(20, (await host.FindAsync(_id))!.Steps);
        Assert.Empty(host.Faults.Concat(other.Faults));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Eight_that_create_the_same_saga_at_once_create_one(bool insertOnInitial)
    {
        await using var host = await StartAsync(insertOnInitial);

        await host.ConsumeAsync([.. Enumerable.Range(1, 8).Select(number => new StartTally(_id, $"starter {number}"))]);

        Assert.Equal(1, await profile.CountAsync(host.Services));
        Assert.Equal(["started"], host.SaidBy(_id));
        Assert.Empty(host.Faults);
    }

    [Fact]
    public async Task A_message_that_comes_three_times_is_taken_once_by_a_machine_that_remembers()
    {
        await using var host = await StartAsync();
        await host.ConsumeAsync(new StartTally(_id, "again"));
        var step = new StepTally(_id, 7);

        await host.ConsumeAsync(step, step, step);

        Assert.Equal(1, (await host.FindAsync(_id))!.Steps);
        Assert.Equal(["started", "step 1"], host.SaidBy(_id));
        Assert.Empty(host.Faults);
    }

    [Fact]
    public async Task A_behaviour_that_throws_changes_nothing_sends_nothing_and_faults_once()
    {
        await using var host = await StartAsync();
        await host.ConsumeAsync(new StartTally(_id, "whole"));

        await host.ConsumeAsync(new BreakTally(_id));
        await Eventually.True(() => host.Faults.Count > 0);
        await host.ConsumeAsync(new StepTally(_id, 1));

        Assert.Equal(1, (await host.FindAsync(_id))!.Steps);
        Assert.Equal(["started", "step 1"], host.SaidBy(_id));
        Assert.Single(host.Faults);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_first_behaviour_that_throws_leaves_no_saga(bool insertOnInitial)
    {
        await using var host = await StartAsync(insertOnInitial);

        await host.ConsumeAsync(new StartTally(_id, TallySaga.BrokenLabel));
        await Eventually.True(() => host.Faults.Count > 0);
        await host.ConsumeAsync(new AskTally(_id));

        Assert.Equal(0, await profile.CountAsync(host.Services));
        Assert.Equal(["missing"], host.SaidBy(_id));
        Assert.Single(host.Faults);
    }

    [Fact]
    public async Task An_event_that_changes_nothing_leaves_the_version_alone()
    {
        await using var host = await StartAsync();
        await host.ConsumeAsync(new StartTally(_id, "calm"));
        var before = (await host.FindAsync(_id))!.Version;

        await host.ConsumeAsync(new AskTally(_id), new StartTally(_id, "ignored"));

        Assert.Equal(before, (await host.FindAsync(_id))!.Version);
        Assert.Equal(["started", "here"], host.SaidBy(_id));
    }

    [Fact]
    public async Task Sagas_found_by_an_expression_all_change()
    {
        await using var host = await StartAsync();
        Assert.SkipUnless(profile.Features.FindsByExpression, "This repository finds sagas by id only; another case says how it refuses.");
        var (other, third) = (Guid.NewGuid(), Guid.NewGuid());
        await host.ConsumeAsync(new StartTally(_id, "a"), new StartTally(other, "a"), new StartTally(third, "b"));

        await host.ConsumeAsync([.. Enumerable.Range(1, 5).Select(step => new StepByLabel("a", step)), new StepByLabel("nobody", 1)]);

        Assert.Equal((5, 5, 0), ((await host.FindAsync(_id))!.Steps, (await host.FindAsync(other))!.Steps, (await host.FindAsync(third))!.Steps));
        Assert.Empty(host.Faults);
    }

    [Fact]
    public async Task Sagas_are_loaded_by_id_and_found_by_expression()
    {
        await using var host = await StartAsync();
        Assert.SkipUnless(profile.Features.FindsByExpression, "This repository finds sagas by id only; another case says how it refuses.");
        await host.ConsumeAsync(new StartTally(_id, "a"), new StartTally(Guid.NewGuid(), "b"));

        var found = await host.Services.GetRequiredService<IQuerySagaRepository<TallyState>>().Find(new SagaQuery<TallyState>(tally => tally.Label == "a"));

        Assert.Equal([_id], found);
        Assert.Null(await host.FindAsync(Guid.NewGuid()));
    }

    [Fact]
    public async Task What_can_not_be_found_by_an_expression_is_refused_in_words()
    {
        await using var host = await StartAsync();
        Assert.SkipWhen(profile.Features.FindsByExpression, "This repository finds sagas by an expression.");

        await host.ConsumeAsync(new StepByLabel("a", 1));
        await Eventually.True(() => host.Faults.Count > 0);
        var query = host.Services.GetRequiredService<IQuerySagaRepository<TallyState>>();
        var refusal = await Assert.ThrowsAsync<NotImplementedByDesignException>(() => query.Find(new SagaQuery<TallyState>(tally => tally.Label == "a")));

        Assert.Contains("CorrelationId only", Assert.Single(Assert.Single(host.Faults).Exceptions).Message, StringComparison.Ordinal);
        Assert.Contains("CorrelationId only", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_for_a_saga_that_is_not_there_goes_the_way_the_machine_says()
    {
        await using var host = await StartAsync();

        await host.ConsumeAsync(new AskTally(_id));

        Assert.Equal(["missing"], host.SaidBy(_id));
        Assert.Equal(0, await profile.CountAsync(host.Services));
        Assert.Empty(host.Faults);
    }

    [Fact]
    public async Task A_saga_that_it_can_not_keep_is_refused_by_name_at_the_start()
    {
        await profile.StartAsync(alone: false);

        var refusal = await Assert.ThrowsAnyAsync<InvalidOperationException>(() =>
            RepositoryHost.StartAsync(profile, register: bus => profile.KeepWrongly(bus.AddSagaStateMachine<StraySaga, StrayState>())));

        Assert.Contains(nameof(StrayState), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_killed_and_comes_back_costs_no_step_and_no_fault()
    {
        Assert.SkipUnless(profile.Features.HasServer, "This repository has no server.");
        await using var host = await StartAsync(alone: true);
        await host.ConsumeAsync(new StartTally(_id, "tough"));
        var sagas = Enumerable.Range(0, 4).Select(_ => Guid.NewGuid()).Prepend(_id).ToArray();
        await host.ConsumeAsync([.. sagas.Skip(1).Select(id => new StartTally(id, "tough"))]);

        var traffic = host.ConsumeAsync([.. sagas.SelectMany(id => Enumerable.Range(1, 20).Select(step => new StepTally(id, step)))]);
        await Eventually.True(() => sagas.Any(id => host.SaidBy(id).Count > 3));
        await profile.KillAsync();
        await profile.RestartAsync();
        await traffic;

        foreach (var id in sagas)
            Assert.Equal(20, (await host.FindAsync(id))!.Steps);
        Assert.Empty(host.Faults);
    }

    private async Task<RepositoryHost> StartAsync(bool insertOnInitial = false, bool alone = false)
    {
        await profile.StartAsync(alone);
        return await RepositoryHost.StartAsync(profile, insertOnInitial);
    }
}
