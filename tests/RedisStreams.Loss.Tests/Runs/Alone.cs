namespace Corporation.RedisStreams.Loss.Tests.Runs;

/// <summary>Tests beside which no other one runs.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
