using System.Runtime.CompilerServices;

namespace Corporation.RedisStreams.Receiving;

/// <summary>
/// Awaited, does a piece of work at once on this thread, while the awaiting method goes on on another: for work that somebody waits for. To wake
/// a thread takes longer than all that is done for a message here.
/// </summary>
/// <param name="work">Never throws. May block, if it must: the awaiting method does not wait for it.</param>
internal readonly struct HandOver(IThreadPoolWorkItem work) : ICriticalNotifyCompletion
{
    public bool IsCompleted => false;

    public HandOver GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        ThreadPool.UnsafeQueueUserWorkItem(static goOn => goOn(), continuation, preferLocal: false);
        work.Execute();
    }
}
