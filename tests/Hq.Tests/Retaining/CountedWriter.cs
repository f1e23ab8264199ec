using System.Collections.Concurrent;
using Corporation.SagaStore.Writing;

namespace Corporation.Hq.Tests.Retaining;

/// <summary>Notes what each transaction has removed, and can end the process's work after some of them.</summary>
internal sealed class CountedWriter(IStoreWriter inner, int most = int.MaxValue) : IStoreWriter
{
    private readonly ConcurrentQueue<int> _removed = new();

    public IReadOnlyCollection<int> Removed => _removed;

    public async Task<TResult> WriteAsync<TResult>(Func<IWriteSession, TResult> unit, CancellationToken cancellationToken)
    {
        if (_removed.Count >= most)
            throw new OperationCanceledException("The process ends here.");

        var result = await inner.WriteAsync(unit, cancellationToken);
        _removed.Enqueue(Assert.IsType<int>(result));
        return result;
    }
}
