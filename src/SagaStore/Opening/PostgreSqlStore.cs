using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Diagnostics;
using Corporation.SagaStore.Health;
using Corporation.SagaStore.Mapping;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Repository;
using Corporation.SagaStore.Writing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Corporation.SagaStore.Opening;

/// <summary>The open store: a database that several processes share, some connections that write, one that reads single rows, and a pool for all other reads.</summary>
internal sealed class PostgreSqlStore<TContext> : IAsyncDisposable, IDisposable
    where TContext : DbContext
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly IServiceProvider _services;
    private readonly PostgreSqlStoreOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly QueuedWriter _writer;
    private readonly GroupReader _groups;
    private readonly PostgreSqlReader _reader;
    private readonly StoreHealth _health;
    private readonly NpgsqlDataSource _blockingDatabase;
    private IReadOnlyList<PostgreSqlGroupCommit> _commits = [];
    private PostgreSqlRows? _rows;
    private bool _closed;

    public PostgreSqlStore(IServiceProvider services, IOptions<PostgreSqlStoreOptions> options, StoreHealth health, ILoggerFactory loggers)
    {
        _services = services;
        _options = options.Value;
        _logger = loggers.CreateLogger("Corporation.SagaStore");
        _time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        _health = health;
        Database = PostgreSqlDataSource.Create(_options, loggers);
        _blockingDatabase = PostgreSqlDataSource.CreateForThreads(_options, loggers);
        _writer = new QueuedWriter(_options.MaxUnitsPerCommit, Name, health);
        _groups = new GroupReader(_blockingDatabase, Name);
        _reader = new PostgreSqlReader(Database, _groups, Name);
    }

    public IStoreWriter Writer => _writer;

    public IStoreReader Reader => _reader;

    public NpgsqlDataSource Database { get; }

    public PostgreSqlRows Rows => _rows
        ?? throw new InvalidOperationException($"The store {Name} has not been opened. Start the host, or call IStoreStartup.PrepareAsync first.");

    private string Name => PostgreSqlDataSource.NameOf(_options.ConnectionString);

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_rows is null)
                await OpenAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        if (_closed)
            return;

        _closed = true;
        _health.Closed();
        _stopping.Cancel();
        _writer.Stop();
        foreach (var commit in _commits)
            commit.Close();
        _groups.Dispose();
        _blockingDatabase.Dispose();
        Database.Dispose();
        if (_rows is not null)
            Log.StoreClosed(_logger, Name, _health.Commits, _health.Units);
        _stopping.Dispose();
        _gate.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        await WaitForServerAsync(cancellationToken);
        var rows = new PostgreSqlRows(await UpgradeSchemaAsync(cancellationToken));
        foreach (var saga in _services.GetServices<StoredSaga>())
            saga.Check(type => rows.Get(type).Plan);

        var outcome = new CommitOutcome(Name, [.. _services.GetServices<ICommitObserver>()], _health, _time, _logger);
        ICommitContributor[] contributors = [.. _services.GetServices<ICommitContributor>()];
        _commits = [.. Enumerable.Range(0, _options.WriterConnections)
            .Select(_ => new CommitMarker(_blockingDatabase, Name, _options.DoubtPatience, _stopping.Token))
            .Select(marker => new PostgreSqlGroupCommit(_blockingDatabase, rows, outcome, marker, new Contributions(contributors, _logger), _stopping.Token))];
        _reader.Open(rows);
        _groups.Start();
        _writer.Start(_commits);
        _rows = rows;
        _health.Opened();
        Log.StoreOpened(_logger, Name);
    }

    // Whoever starts all servers together can't say in which order they are ready.
    private async Task WaitForServerAsync(CancellationToken cancellationToken)
    {
        var begun = _time.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = await Database.OpenConnectionAsync(cancellationToken);
                PostgreSqlServerCheck.Run(connection, Name);
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException)
            {
                var left = _options.StartPatience - _time.GetElapsedTime(begun);
                if (left <= TimeSpan.Zero || !PostgreSqlFailures.IsConnectionLoss(exception))
                {
                    throw new StoreStartException(
                        $"The store {Name} can't be opened: {PostgreSqlFailures.Translate(exception, Name).Message}", exception);
                }

                Log.WaitingForServer(_logger, Name, left.TotalSeconds, exception.Message);
            }

            await Task.Delay(Pause, _time, cancellationToken);
        }
    }

    private async Task<Microsoft.EntityFrameworkCore.Metadata.IModel> UpgradeSchemaAsync(CancellationToken cancellationToken)
    {
        var options = new DbContextOptionsBuilder<TContext>()
            .UseNpgsql(Database)
            .UseLoggerFactory(_services.GetRequiredService<ILoggerFactory>())
            .Options;
        await using var context = ActivatorUtilities.CreateInstance<TContext>(_services, options);
        await PostgreSqlSchema.PrepareAsync(Database, Name, context, _options.Schema, _logger, cancellationToken);
        return context.Model;
    }
}
