using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Tests.Paying;

public sealed record Pay(Guid AccountId)
{
    /// <summary>How many messages the consumer sends.</summary>
    public int Receipts { get; init; } = 1;

    public bool IsRefused { get; init; }
}

/// <param name="AccountId">The account.</param>
/// <param name="Number">From 1, in the order of sending.</param>
public sealed record Paid(Guid AccountId, int Number);

/// <summary>Nobody consumes it.</summary>
public sealed record Lost(Guid AccountId);

/// <summary>The transport doesn't take it, in tests that say so.</summary>
public sealed record Refused(Guid AccountId);

public sealed class PaymentRefusedException() : Exception("The payment is refused.");

/// <summary>Counts the payment and publishes receipts; when refused, throws after both.</summary>
public sealed class PayConsumer(TillContext database) : IConsumer<Pay>
{
    public async Task Consume(ConsumeContext<Pay> context)
    {
        var pay = context.Message;
        var account = await database.Accounts.SingleOrDefaultAsync(one => one.Id == pay.AccountId, context.CancellationToken);
        if (account is null)
            database.Add(account = new Account { Id = pay.AccountId });
        account.Steps++;
        for (var number = 1; number <= pay.Receipts; number++)
            await context.Publish(new Paid(pay.AccountId, number), context.CancellationToken);
        if (pay.IsRefused)
            throw new PaymentRefusedException();
    }
}

/// <summary>Notes each receipt.</summary>
public sealed class LedgerConsumer(TillContext database) : IConsumer<Paid>
{
    public Task Consume(ConsumeContext<Paid> context)
    {
        database.Add(new Entry { AccountId = context.Message.AccountId });
        return Task.CompletedTask;
    }
}
