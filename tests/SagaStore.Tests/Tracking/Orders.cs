using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Corporation.SagaStore.Tests.Tracking;

/// <summary>A saga with everything that a mapping can hold.</summary>
public class OrderState : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public long Version { get; set; }

    public string CurrentState { get; set; } = "";

    public Address Address { get; set; } = new();

    public List<Note> Notes { get; } = [];

    public List<OrderLine> Lines { get; } = [];
}

public sealed class ExpressOrder : OrderState
{
    public int Rush { get; set; }
}

public sealed class Address
{
    public string City { get; set; } = "";

    public int Moves { get; set; }
}

public sealed class Note
{
    public string Text { get; set; } = "";
}

public sealed class OrderLine
{
    public long Id { get; set; }

    public Guid OrderId { get; set; }

    public int Number { get; set; }
}

/// <summary>Not of the saga; a behaviour adds it to the same context.</summary>
public sealed class AuditRow
{
    public long Id { get; set; }

    public Guid OrderId { get; set; }
}

public sealed record OpenOrder(Guid CorrelationId) : CorrelatedBy<Guid>;

public sealed record AddLine(Guid CorrelationId) : CorrelatedBy<Guid>;

public sealed record AddNote(Guid CorrelationId) : CorrelatedBy<Guid>;

public sealed record MoveOrder(Guid CorrelationId) : CorrelatedBy<Guid>;

public sealed record RushOrder(Guid CorrelationId) : CorrelatedBy<Guid>;

/// <summary>Of all orders.</summary>
public sealed record MoveAll(string From);

/// <summary>Changes the saga although it is read-only.</summary>
public sealed record PeekOrder(Guid CorrelationId) : CorrelatedBy<Guid>;

public sealed record AuditOrder(Guid CorrelationId, bool Fails) : CorrelatedBy<Guid>;

public sealed class OrderSaga : MassTransitStateMachine<OrderState>
{
    public OrderSaga()
    {
        InstanceState(order => order.CurrentState);
        Event(() => MovingAll, found => found
            .CorrelateBy((order, message) => order.Address.City == message.Message.From)
            .OnMissingInstance(missing => missing.Discard()));
        Event(() => Peeking, found => found.ReadOnly = true);

        Initially(When(Opening).Then(context => context.Saga.Address.City = "Home").TransitionTo(Open));

        During(
            Open,
            Ignore(Opening),
            When(Lining).Then(context => context.Saga.Lines.Add(new OrderLine { Number = context.Saga.Lines.Count + 1 })),
            When(Noting).Then(context => context.Saga.Notes.Add(new Note { Text = $"note {context.Saga.Notes.Count + 1}" })),
            When(Moving).Then(context => context.Saga.Address.Moves++),
            When(MovingAll).Then(context => context.Saga.Address.Moves++),
            When(Rushing).Then(context => ((ExpressOrder)context.Saga).Rush++),
            When(Peeking).Then(context =>
            {
                context.Saga.Address.City = "Elsewhere";
                context.Saga.Version += 100;
                context.Saga.Lines.Add(new OrderLine { Number = -1 });
            }),
            When(Auditing).Then(context =>
            {
                context.GetPayload<DbContext>().Add(new AuditRow { OrderId = context.Saga.CorrelationId });
                if (context.Message.Fails)
                    throw new InvalidOperationException("The behaviour's own failure.");
            }));
    }

    public State Open { get; private set; } = null!;

    public Event<OpenOrder> Opening { get; private set; } = null!;

    public Event<AddLine> Lining { get; private set; } = null!;

    public Event<AddNote> Noting { get; private set; } = null!;

    public Event<MoveOrder> Moving { get; private set; } = null!;

    public Event<MoveAll> MovingAll { get; private set; } = null!;

    public Event<RushOrder> Rushing { get; private set; } = null!;

    public Event<PeekOrder> Peeking { get; private set; } = null!;

    public Event<AuditOrder> Auditing { get; private set; } = null!;
}
