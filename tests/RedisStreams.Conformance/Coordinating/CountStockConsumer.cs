using MassTransit;

namespace Corporation.RedisStreams.Conformance.Coordinating;

public sealed record CountStock(string Place);

/// <summary>A job that is done at once.</summary>
public sealed class CountStockConsumer : IJobConsumer<CountStock>
{
    public Task Run(JobContext<CountStock> context) => Task.CompletedTask;
}
