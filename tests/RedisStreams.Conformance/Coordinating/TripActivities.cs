using MassTransit;

namespace Corporation.RedisStreams.Conformance.Coordinating;

public sealed record ReserveTruck(string Town);

public sealed record TruckReserved(string Plate);

/// <summary>Reserves a truck, and gives it back when the trip doesn't take place.</summary>
public sealed class ReserveTruckActivity : IActivity<ReserveTruck, TruckReserved>
{
    public Task<ExecutionResult> Execute(ExecuteContext<ReserveTruck> context) =>
        Task.FromResult(context.CompletedWithVariables<TruckReserved>(new TruckReserved($"{context.Arguments.Town}-42"), new { Plate = $"{context.Arguments.Town}-42" }));

    public async Task<CompensationResult> Compensate(CompensateContext<TruckReserved> context)
    {
        await context.Publish(new TruckGivenBack(context.Log.Plate));
        return context.Compensated();
    }
}

public sealed record TruckGivenBack(string Plate);

public sealed record LoadTruck(string Plate, bool TooHeavy);

/// <summary>Loads the truck that was reserved, unless the parcel is too heavy.</summary>
public sealed class LoadTruckActivity : IExecuteActivity<LoadTruck>
{
    public Task<ExecutionResult> Execute(ExecuteContext<LoadTruck> context) =>
        Task.FromResult(context.Arguments.TooHeavy
            ? context.Faulted(new InvalidOperationException($"Too heavy for {context.Arguments.Plate}."))
            : context.CompletedWithVariables(new { Loaded = context.Arguments.Plate }));
}
