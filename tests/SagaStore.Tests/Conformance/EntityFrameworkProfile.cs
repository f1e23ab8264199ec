using Corporation.SagaStore.Configuration;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Tests.Conformance;

/// <summary>A program's own context, in either database.</summary>
public abstract class EntityFrameworkProfile<TContext>(ConcurrencyMode mode) : RepositoryProfile
    where TContext : DbContext
{
    public override void AddServices(IServiceCollection services) => services.AddDbContext<TContext>(Use);

    public override void Keep<TSaga>(ISagaRegistrationConfigurator<TSaga> saga) => saga.EntityFrameworkRepository(repository =>
    {
        repository.ExistingDbContext<TContext>();
        repository.ConcurrencyMode = mode;
        Choose(repository);
    });

    public override async Task<long> CountAsync(IServiceProvider services)
    {
        await using var context = Open();
        return await context.Set<TallyState>().LongCountAsync(Token);
    }

    protected abstract void Use(DbContextOptionsBuilder options);

    protected abstract void Choose<TSaga>(EntityFrameworkSagaRepositoryConfigurator<TSaga> repository)
        where TSaga : class, ISaga;

    protected async Task CreateAsync()
    {
        await using var context = Open();
        await context.Database.EnsureCreatedAsync(Token);
    }

    private TContext Open()
    {
        var options = new DbContextOptionsBuilder<TContext>();
        Use(options);
        return (TContext)Activator.CreateInstance(typeof(TContext), options.Options)!;
    }
}

public sealed class SqliteContextProfile<TContext>(ConcurrencyMode mode) : EntityFrameworkProfile<TContext>(mode)
    where TContext : DbContext
{
    private readonly StoreFolder _folder = new();

    public override RepositoryFeatures Features { get; } = new(FindsByExpression: true, IsShared: true, HasServer: false);

    public override Task StartAsync(bool alone) => CreateAsync();

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    // Without a pool, which would outlive the file.
    protected override void Use(DbContextOptionsBuilder options) => options.UseSqlite($"Data Source={_folder.File};Pooling=False");

    protected override void Choose<TSaga>(EntityFrameworkSagaRepositoryConfigurator<TSaga> repository) => repository.UseSqlite();
}
