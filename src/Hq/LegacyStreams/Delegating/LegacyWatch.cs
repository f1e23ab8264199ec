namespace Corporation.Hq.LegacyStreams.Delegating;

/// <summary>Somebody who waits for the answer to a job.</summary>
internal sealed class LegacyWatch(LegacyAnswers answers, string jobId) : IDisposable
{
    private readonly TaskCompletionSource<LegacyAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string JobId { get; } = jobId;

    /// <summary>The first answer.</summary>
    public Task<LegacyAnswer> Answer => _answer.Task;

    public void Tell(LegacyAnswer answer) => _answer.TrySetResult(answer);

    public void Dispose() => answers.Leave(this);
}
