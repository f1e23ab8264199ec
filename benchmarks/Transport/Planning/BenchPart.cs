namespace Corporation.TransportBench.Planning;

/// <summary>What can be measured.</summary>
internal enum BenchPart
{
    Throughput,
    Latency,
    Idle,
    Backlog,
    Soak,
    Endpoints,
}
