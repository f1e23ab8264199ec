namespace Corporation.RedisStreams.Tests.Sending;

/// <summary>One of a random series of steps.</summary>
/// <param name="Kind">0 to 8: which step.</param>
/// <param name="Queue">Where.</param>
/// <param name="Other">Where else.</param>
/// <param name="Id">Of a message or of a schedule.</param>
/// <param name="Flag">One way or the other.</param>
/// <param name="Count">How many, or which way.</param>
internal sealed record SendingStep(int Kind, string Queue, string Other, Guid Id, bool Flag, int Count);
