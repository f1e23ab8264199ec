using Corporation.SagaStore.Configuration;
using Corporation.SagaStore.Opening;
using Corporation.SagaStore.Repository;
using Corporation.SagaStore.Tests.Counting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Corporation.SagaStore.Tests.Opening;

public sealed class StartTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Preparing_creates_the_folder_and_does_nothing_the_second_time()
    {
        await using var store = new StoreFixture(Path.Combine(_folder.Path, "a", "b", "store.db"));

        store.Prepare();
        store.Prepare();

        Assert.True(File.Exists(store.File));
        Assert.True(store.Health.IsOpen);
        Assert.Equal("wal", store.Reader.Query("PRAGMA journal_mode", row => row.GetString(0))[0]);
        Assert.Equal(2, await store.Writer.WriteAsync(session => session.Query("PRAGMA synchronous", row => row.GetInt32(0))[0], Token));
        Assert.Equal(1, await store.Writer.WriteAsync(session => session.Query("PRAGMA foreign_keys", row => row.GetInt32(0))[0], Token));
    }

    [Fact]
    public async Task A_second_store_on_the_same_file_is_refused_until_the_first_is_closed()
    {
        var first = StoreFixture.Open(_folder);
        await using var second = new StoreFixture(_folder.File);

        Refused(second, "in use by another process");
        await first.DisposeAsync();
        second.Prepare();

        Assert.True(second.Health.IsOpen);
    }

    [Fact]
    public async Task A_file_that_is_something_else_is_refused_and_left_as_it_is()
    {
        await File.WriteAllTextAsync(_folder.File, "a letter to the bank", Token);
        await using var store = new StoreFixture(_folder.File);

        Refused(store, "not a SQLite database");

        Assert.Equal("a letter to the bank", await File.ReadAllTextAsync(_folder.File, Token));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public async Task A_damaged_file_is_refused(double keep)
    {
        await using (var store = StoreFixture.Open(_folder))
        {
            for (var i = 0; i < 50; i++)
            {
                var step = new CounterStep { Number = i, What = new string('x', 2000) };
                await store.Writer.WriteAsync(session => { session.Insert(step); return true; }, Token);
            }
        }

        await using (var file = new FileStream(_folder.File, FileMode.Open))
        {
            // Cut off in the middle; or, with its full length, overwritten from the second page on.
            file.SetLength((long)(file.Length * keep));
            file.Position = 4096;
            await file.WriteAsync(Enumerable.Repeat((byte)0xA5, (int)(file.Length - 4096)).ToArray(), Token);
        }

        await using var damaged = new StoreFixture(_folder.File);
        Refused(damaged, "damaged");
    }

    [Fact]
    public async Task A_folder_that_is_a_file_is_refused()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "taken"), "", Token);
        await using var store = new StoreFixture(Path.Combine(_folder.Path, "taken", "store.db"));

        Refused(store, "can't be created");
    }

    [Fact]
    public async Task A_file_that_is_a_folder_is_refused()
    {
        Directory.CreateDirectory(_folder.File);
        await using var store = new StoreFixture(_folder.File);

        Refused(store, "is a folder");
    }

    [Fact]
    public async Task A_folder_that_can_not_be_written_is_refused()
    {
        // The superuser may write anywhere but here.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The kernel's own folder exists on Linux only.");
        await using var store = new StoreFixture("/proc/sys/kernel/store.db");

        Refused(store, "can't be");
    }

    [Fact]
    public async Task Reading_and_writing_before_the_start_is_refused()
    {
        await using var store = new StoreFixture(_folder.File);

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Writer.WriteAsync(_ => true, Token));
        Assert.Throws<InvalidOperationException>(() => store.Reader.Query("SELECT 1", _ => 1));
    }

    [Fact]
    public void Bad_options_are_all_named_at_once()
    {
        var services = new ServiceCollection().AddSqliteStore<CountingContext>(options =>
        {
            options.FilePath = " ";
            options.BusyTimeout = TimeSpan.FromMinutes(2);
            options.MaxUnitsPerCommit = 0;
            options.Schema = (StoreSchema)7;
        });

        var exception = Assert.Throws<OptionsValidationException>(
            () => services.BuildServiceProvider().GetRequiredService<IStoreStartup>());

        Assert.Equal(4, exception.Failures.Count());
    }

    [Fact]
    public void A_second_store_in_one_process_is_refused()
    {
        var services = new ServiceCollection().AddSqliteStore<CountingContext>(options => options.FilePath = _folder.File);

        Assert.Throws<InvalidOperationException>(() => services.AddSqliteStore<CountingContext>(options => options.FilePath = _folder.File));
    }

    [Fact]
    public async Task A_saga_without_a_concurrency_token_is_refused_at_the_start()
    {
        await using var store = new StoreFixture(
            _folder.File, register: services => services.AddSingleton<StoredSaga>(new StoredSaga<TokenlessState>()));

        var exception = Assert.Throws<InvalidOperationException>(store.Prepare);

        Assert.Contains(nameof(TokenlessState), exception.Message, StringComparison.Ordinal);
        Assert.Contains("IsConcurrencyToken", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_failed_leaves_the_file_to_the_next()
    {
        await File.WriteAllTextAsync(_folder.File, "a letter to the bank", Token);
        await using var store = new StoreFixture(_folder.File);
        Refused(store, "not a SQLite database");

        File.Delete(_folder.File);
        store.Prepare();

        Assert.True(store.Health.IsOpen);
    }

    private static void Refused(StoreFixture store, string why) =>
        Assert.Contains(why, Assert.Throws<StoreStartException>(store.Prepare).Message, StringComparison.Ordinal);
}
