using System.Data.Common;
using Corporation.SagaStore.Opening;
using Corporation.SagaStore.Reading;
using Corporation.SagaStore.Writing;

namespace Corporation.SagaStore.Tests;

/// <summary>The store's calls in the short form that tests need.</summary>
internal static class StoreCalls
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>For the SQLite store, whose reads have ended when they return.</summary>
    public static TRow? Find<TRow>(this IStoreReader reader, object key)
        where TRow : class => Ended(reader.FindAsync<TRow>(key, Token));

    /// <summary>As <see cref="Find"/>.</summary>
    public static IReadOnlyList<TItem> Query<TItem>(
        this IStoreReader reader, string sql, Func<DbDataReader, TItem> map, params ReadOnlySpan<object?> values) =>
        Ended(reader.QueryAsync(sql, map, values, Token));

    /// <summary>For the SQLite store, which is open when this returns.</summary>
    public static void Prepare(this IStoreStartup startup)
    {
        var preparing = startup.PrepareAsync(Token);
        Assert.True(preparing.IsCompleted, "The store was not open when PrepareAsync returned.");
#pragma warning disable VSTHRD002 // It has ended.
        preparing.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    /// <returns>False when the row was stale.</returns>
    public static Task<bool> TryUpdateAsync(this IStoreWriter writer, object row) => TryAsync(writer, session => session.Update(row, () => new StaleException()));

    /// <returns>False when the row was stale.</returns>
    public static Task<bool> TryDeleteAsync(this IStoreWriter writer, object row) => TryAsync(writer, session => session.Delete(row, () => new StaleException()));

    public static Task ExecuteAsync(this IStoreWriter writer, string sql, params object?[] values) => writer.WriteAsync(
        session =>
        {
            session.Execute(sql, values);
            return true;
        },
        Token);

    private static async Task<bool> TryAsync(IStoreWriter writer, Action<IWriteSession> work)
    {
        try
        {
            return await writer.WriteAsync(
                session =>
                {
                    work(session);
                    return true;
                },
                Token);
        }
        catch (StaleException)
        {
            return false;
        }
    }

    private static T Ended<T>(ValueTask<T> read)
    {
        Assert.True(read.IsCompleted, "The read has not ended when it returned.");
#pragma warning disable VSTHRD002 // It has ended.
        return read.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    private sealed class StaleException : Exception;
}
