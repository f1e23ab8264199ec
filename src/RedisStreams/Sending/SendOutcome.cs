namespace Corporation.RedisStreams.Sending;

/// <summary>What the server, or the way to it, said about one message of a batch.</summary>
/// <param name="Copies">As the script counts: the queues that got it, or <see cref="Duplicate"/>.</param>
/// <param name="Refusal">Why the script refused it; null when it did not.</param>
/// <param name="Failure">Why there is no answer; null when there is one.</param>
internal readonly record struct SendOutcome(int Copies, string? Refusal, Exception? Failure)
{
    public const int Duplicate = -1;
}
