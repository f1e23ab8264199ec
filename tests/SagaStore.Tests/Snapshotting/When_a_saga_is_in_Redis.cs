using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Repository;
using Corporation.SagaStore.Tests.Conformance;
using Corporation.SagaStore.Writing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Corporation.SagaStore.Tests.Snapshotting;

public sealed class When_a_saga_is_in_Redis(SharedRedis shared)
{
    private readonly Guid _id = Guid.NewGuid();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_one_hash_with_version_and_JSON_under_prefix_and_id()
    {
        await using var redis = await RedisFixture.StartAsync(shared.Server);

        await redis.Mediator.Send(new StartTally(_id, "plain"), Token);
        await redis.Mediator.Send(new StepTally(_id, 1), Token);

        var fields = (await redis.Database.HashGetAllAsync(redis.KeyOf(_id))).ToDictionary(field => (string)field.Name!, field => (string)field.Value!);
        Assert.Equal("2", fields["version"]);
        Assert.Contains("\"Label\":\"plain\"", fields["state"], StringComparison.Ordinal);
        Assert.Equal(2, (await redis.FindAsync(_id)).Version);
        Assert.Null(await redis.Database.KeyTimeToLiveAsync(redis.KeyOf(_id)));
    }

    [Fact]
    public async Task It_expires_after_its_last_change()
    {
        await using var redis = await RedisFixture.StartAsync(shared.Server, repository => repository.Expiry = TimeSpan.FromHours(1));
        await redis.Mediator.Send(new StartTally(_id, "brief"), Token);
        await redis.Database.KeyExpireAsync(redis.KeyOf(_id), TimeSpan.FromMinutes(1));

        await redis.Mediator.Send(new StepTally(_id, 1), Token);

        var left = await redis.Database.KeyTimeToLiveAsync(redis.KeyOf(_id));
        Assert.InRange(left!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData(ConcurrencyMode.Optimistic)]
    [InlineData(ConcurrencyMode.Pessimistic)]
    public async Task A_change_that_comes_between_reading_and_writing_is_kept_and_the_later_one_refused(ConcurrencyMode mode)
    {
        await using var redis = await RedisFixture.StartAsync(
            shared.Server,
            repository => repository.ConcurrencyMode = mode,
            fixture => fixture.Database.HashSetAsync(fixture.KeyOf(_id), "version", 99));
        await redis.Mediator.Send(new StartTally(_id, "raced"), Token);

        var conflict = await Assert.ThrowsAsync<SagaConflictException>(() => redis.Mediator.Send(new StepTally(_id, 1), Token));

        Assert.Equal((typeof(TallyState), _id), (conflict.SagaType, conflict.CorrelationId));
        Assert.Equal((99, 0), ((await redis.FindAsync(_id)).Version, (await redis.FindAsync(_id)).Steps));
        Assert.False(await redis.Database.KeyExistsAsync(redis.LockOf(_id)));
    }

    [Fact]
    public async Task A_lock_that_others_hold_is_waited_for_and_named_when_it_takes_too_long()
    {
        await using var redis = await RedisFixture.StartAsync(shared.Server, Pessimistic(repository => repository.LockRetryTimeout = TimeSpan.FromMilliseconds(50)));
        await redis.Database.StringSetAsync(redis.LockOf(_id), "somebody else");

        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => redis.Mediator.Send(new StartTally(_id, "locked"), Token));

        Assert.Contains(redis.LockOf(_id).ToString(), refusal.Message, StringComparison.Ordinal);
        Assert.Equal("somebody else", await redis.Database.StringGetAsync(redis.LockOf(_id)));
    }

    [Fact]
    public async Task The_lock_of_a_process_that_died_lapses()
    {
        await using var redis = await RedisFixture.StartAsync(shared.Server, Pessimistic(_ => { }));
        await redis.Database.StringSetAsync(redis.LockOf(_id), "a process that died", TimeSpan.FromMilliseconds(200));

        await redis.Mediator.Send(new StartTally(_id, "late"), Token);

        Assert.NotNull(await redis.FindAsync(_id));
        Assert.False(await redis.Database.KeyExistsAsync(redis.LockOf(_id)));
    }

    [Fact]
    public async Task A_message_that_lost_its_lock_writes_nothing_and_leaves_the_next_holder_alone()
    {
        await using var redis = await RedisFixture.StartAsync(
            shared.Server, Pessimistic(_ => { }), fixture => fixture.Database.StringSetAsync(fixture.LockOf(_id), "the next holder"));
        await redis.Mediator.Send(new StartTally(_id, "fenced"), Token);

        await Assert.ThrowsAsync<SagaConflictException>(() => redis.Mediator.Send(new StepTally(_id, 1), Token));

        Assert.Equal(0, (await redis.FindAsync(_id)).Steps);
        Assert.Equal("the next holder", await redis.Database.StringGetAsync(redis.LockOf(_id)));
    }

    [Fact]
    public async Task JSON_that_is_no_such_saga_is_refused_with_its_key()
    {
        await using var redis = await RedisFixture.StartAsync(shared.Server);
        await redis.Database.HashSetAsync(redis.KeyOf(_id), [new HashEntry("version", "1"), new HashEntry("state", "{ not json")]);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => redis.Mediator.Send(new StepTally(_id, 1), Token));

        Assert.Contains(redis.KeyOf(_id).ToString(), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_refuses_comes_back_with_its_kind_which_the_retry_goes_by()
    {
        await using var redis = await RedisFixture.StartAsync(shared.Server);
        await redis.Database.StringSetAsync(redis.KeyOf(_id), "no hash");

        var refusal = await Assert.ThrowsAsync<RedisServerException>(() => redis.Mediator.Send(new StepTally(_id, 1), Token));

        Assert.Equal(RedisErrorKind.WrongType, refusal.Kind);
    }

    [Fact]
    public void All_settings_out_of_range_are_named_at_once()
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddMediator(mediator =>
            mediator.AddSagaStateMachine<TallySaga, TallyState>().RedisRepository(repository =>
            {
                repository.KeyPrefix = "{a}";
                repository.LockTimeout = TimeSpan.Zero;
                repository.LockRetryTimeout = TimeSpan.FromSeconds(-1);
                repository.Expiry = TimeSpan.Zero;
            })));

        Assert.All(
            ["TallyState", "DatabaseConfiguration", "KeyPrefix", "LockTimeout", "LockRetryTimeout", "Expiry"],
            word => Assert.Contains(word, refusal.Message, StringComparison.Ordinal));
    }

    private static Action<RedisSagaRepositoryConfigurator<TallyState>> Pessimistic(Action<RedisSagaRepositoryConfigurator<TallyState>> more) => repository =>
    {
        repository.ConcurrencyMode = ConcurrencyMode.Pessimistic;
        more(repository);
    };
}
