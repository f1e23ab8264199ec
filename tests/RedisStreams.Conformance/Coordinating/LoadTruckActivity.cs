using MassTransit;

namespace Corporation.RedisStreams.Conformance.Coordinating;

/// <summary>Loads the truck that was reserved, unless the parcel is too heavy.</summary>
public sealed class LoadTruckActivity : IExecuteActivity<LoadTruck>
{
    public Task<ExecutionResult> Execute(ExecuteContext<LoadTruck> context) =>
        Task.FromResult(context.Arguments.TooHeavy
            ? context.Faulted(new InvalidOperationException($"Too heavy for {context.Arguments.Plate}."))
            : context.CompletedWithVariables(new { Loaded = context.Arguments.Plate }));
}
