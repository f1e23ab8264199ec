namespace Corporation.RedisStreams.Receiving;

/// <summary>What <c>receive.lua</c> says beside the entries.</summary>
/// <param name="HasSeat">False when another process took the consumer's name; there are no entries then.</param>
/// <param name="NowMs">The server's clock in Unix milliseconds.</param>
/// <param name="NextDueMs">When the next held entry is due that wasn't given, in Unix milliseconds.</param>
/// <param name="Taken">How many of the entries had been held.</param>
internal readonly record struct Received(bool HasSeat, long NowMs, long? NextDueMs, int Taken);
