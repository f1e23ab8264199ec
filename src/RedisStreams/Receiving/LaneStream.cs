using Corporation.RedisStreams.Protocol;

namespace Corporation.RedisStreams.Receiving;

/// <summary>A lane and the key of its stream, as the server names it.</summary>
internal sealed record LaneStream(Lane Lane, byte[] Key);
