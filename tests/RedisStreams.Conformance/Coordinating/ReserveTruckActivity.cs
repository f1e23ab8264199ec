using MassTransit;

namespace Corporation.RedisStreams.Conformance.Coordinating;

/// <summary>Reserves a truck, and gives it back when the trip doesn't take place.</summary>
public sealed class ReserveTruckActivity : IActivity<ReserveTruck, TruckReserved>
{
    public Task<ExecutionResult> Execute(ExecuteContext<ReserveTruck> context)
    {
        var plate = $"{context.Arguments.Town}-42";
        return Task.FromResult(context.CompletedWithVariables<TruckReserved>(new TruckReserved(plate), new { Plate = plate }));
    }

    public async Task<CompensationResult> Compensate(CompensateContext<TruckReserved> context)
    {
        await context.Publish(new TruckGivenBack(context.Log.Plate));
        return context.Compensated();
    }
}
