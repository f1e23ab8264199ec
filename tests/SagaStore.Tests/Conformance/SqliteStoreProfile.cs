using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Reading;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Corporation.SagaStore.Tests.Conformance;

/// <summary>The store of one process, which writes rows by itself.</summary>
public sealed class SqliteStoreProfile(string? file = null) : RepositoryProfile
{
    private readonly StoreFolder? _folder = file is null ? new() : null;

    private string File => file ?? _folder!.File;

    public override RepositoryFeatures Features { get; } = new(FindsByExpression: true, IsShared: false, HasServer: false);

    public override Task StartAsync(bool alone) => Task.CompletedTask;

    public override void AddServices(IServiceCollection services) => services.AddSqliteStore<VersionedTallyContext>(options =>
    {
        options.FilePath = File;
        options.Schema = StoreSchema.CreateIfEmpty;
    });

    public override void Keep<TSaga>(ISagaRegistrationConfigurator<TSaga> saga) => saga.StoreRepository();

    public override string Describe() => $"{nameof(SqliteStoreProfile)}{Separator}{File}";

    public override async Task<long> CountAsync(IServiceProvider services) =>
        (await services.GetRequiredService<IStoreReader>().QueryAsync("SELECT count(*) FROM tallies", row => row.GetInt64(0), [], Token))[0];

    public override ValueTask DisposeAsync()
    {
        _folder?.Dispose();
        return ValueTask.CompletedTask;
    }
}
