using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Diagnostics;
using Corporation.SagaStore.Health;
using Corporation.SagaStore.Mapping;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Repository;
using Corporation.SagaStore.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Corporation.SagaStore.Opening;

/// <summary>The open store: one file, one writer, a pool of readers. Disposing it finishes what is queued and closes the file.</summary>
/// <remarks>
/// The container disposes in the reverse order of creation. As the host creates the store before any of its services starts, it goes last,
/// after the bus. The only disposable of the store: forwarded registrations of a disposable would be disposed whenever the last of them was resolved.
/// </remarks>
internal sealed class SqliteStore<TContext> : IAsyncDisposable, IDisposable
    where TContext : DbContext
{
    private readonly Lock _gate = new();
    private readonly IServiceProvider _services;
    private readonly SqliteStoreOptions _options;
    private readonly ILogger _logger;
    private readonly StoreFile _file;
    private readonly QueuedWriter _writer;
    private readonly SqliteReader _reader;
    private readonly StoreHealth _health;
    private StoreLock? _lock;
    private SqliteGroupCommit? _commits;
    private RowMappings? _mappings;
    private bool _closed;

    public SqliteStore(IServiceProvider services, IOptions<SqliteStoreOptions> options, StoreHealth health, ILoggerFactory loggers)
    {
        _services = services;
        _options = options.Value;
        _logger = loggers.CreateLogger("Corporation.SagaStore");
        _health = health;
        _file = new StoreFile(_options.FilePath, _options.BusyTimeout);
        _writer = new QueuedWriter(_options.MaxUnitsPerCommit, _file.Path, health);
        _reader = new SqliteReader(_file);
    }

    public IStoreWriter Writer => _writer;

    public IStoreReader Reader => _reader;

    public StoreFile File => _file;

    public RowMappings Mappings => _mappings
        ?? throw new InvalidOperationException($"The store {_file.Path} has not been opened. Start the host, or call IStoreStartup.PrepareAsync first.");

    public void Prepare()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_mappings is not null)
                return;

            try
            {
                Open();
            }
            catch (SqliteException failure)
            {
                Undo();
                throw Describe(failure);
            }
            catch
            {
                Undo();
                throw;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
                return;

            _closed = true;
            _health.Closed();
            _writer.Stop();
            _reader.Close();
            Undo();
            if (_mappings is not null)
                Log.StoreClosed(_logger, _file.Path, _health.Commits, _health.Units);
        }
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Open()
    {
        FileCheck.Folder(_file);
        _lock = StoreLock.Take(_file);
        FileCheck.IsDatabase(_file);
        var mappings = RowMappings.Of(UpgradeSchema());
        foreach (var saga in _services.GetServices<StoredSaga>())
            saga.Check(type => mappings.Get(type).Plan);

        var observers = _services.GetServices<ICommitObserver>().ToArray();
        var outcome = new CommitOutcome(_file.Path, observers, _health, _services.GetService<TimeProvider>() ?? TimeProvider.System, _logger);
        _commits = new SqliteGroupCommit(_file, mappings, outcome, new Contributions([.. _services.GetServices<ICommitContributor>()], _logger), _logger);
        _commits.Open();
        _reader.Open(mappings);
        _writer.Start(_commits);
        _mappings = mappings;
        _health.Opened();
        Log.StoreOpened(_logger, _file.Path);
    }

    private Microsoft.EntityFrameworkCore.Metadata.IModel UpgradeSchema()
    {
        using var connection = new SqliteConnection(_file.ForCreating);
        connection.Open();
        FileCheck.IsSound(_file, connection);

        var options = new DbContextOptionsBuilder<TContext>()
            .UseSqlite(connection)
            .UseLoggerFactory(_services.GetRequiredService<ILoggerFactory>())
            .Options;
        using var context = ActivatorUtilities.CreateInstance<TContext>(_services, options);
        SchemaUpgrade.Run(_file, context, _options.Schema, _logger);
        return context.Model;
    }

    // The log is emptied by the last connection that closes: EF Core's pooled ones go before the writer's.
    private void Undo()
    {
        using (var pooled = new SqliteConnection(_file.ForQueries))
            SqliteConnection.ClearPool(pooled);
        _commits?.Close();
        _commits = null;
        _lock?.Dispose();
        _lock = null;
    }

    private StoreStartException Describe(SqliteException failure) =>
        failure.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB
            ? FileCheck.Damaged(_file, failure.Message.TrimEnd('.'), failure)
            : new StoreStartException(
                $"The store {_file.Path} can't be opened: {SqliteFailures.Advice(failure.SqliteErrorCode) ?? failure.Message}", failure);
}
