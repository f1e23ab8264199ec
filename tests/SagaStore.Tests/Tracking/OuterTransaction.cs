using MassTransit;

namespace Corporation.SagaStore.Tests.Tracking;

/// <summary>What the owner of the transaction does, and what others saw of it before.</summary>
public sealed class OuterPlan
{
    public bool Commits { get; set; } = true;

    public Func<Task<int>> CountFromOutside { get; set; } = () => Task.FromResult(-1);

    public int SeenBeforeCommit { get; set; } = -1;
}

/// <summary>Owns a transaction around the saga, as an outbox does.</summary>
public sealed class OuterTransaction<T>(OrderContext context, OuterPlan plan) : IFilter<ConsumeContext<T>>
    where T : class
{
    public async Task Send(ConsumeContext<T> message, IPipe<ConsumeContext<T>> next)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(message.CancellationToken);
        await next.Send(message);
        plan.SeenBeforeCommit = await plan.CountFromOutside();
        if (plan.Commits)
            await transaction.CommitAsync(message.CancellationToken);
    }

    public void Probe(ProbeContext context)
    {
    }
}
