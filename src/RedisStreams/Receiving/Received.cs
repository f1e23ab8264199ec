using Corporation.RedisStreams.Protocol;
using StackExchange.Redis;

namespace Corporation.RedisStreams.Receiving;

/// <summary>What <c>receive.lua</c> says beside the entries.</summary>
/// <param name="Refusal">Why nothing was handed out, if so.</param>
/// <param name="NowMs">The server's clock in Unix milliseconds.</param>
/// <param name="NextDueMs">When the next held entry is due that wasn't given, in Unix milliseconds.</param>
/// <param name="Taken">How many of the entries had been held.</param>
/// <param name="LastIds">For each lane the id after which new entries come; where something must be owned and nothing was found.</param>
/// <param name="MayHaveMore">The lanes that may have more new entries; where nothing must be owned.</param>
internal readonly record struct Received(
    ReadRefusal Refusal, long NowMs, long? NextDueMs, int Taken, RedisValue[] LastIds, Lane[] MayHaveMore);
