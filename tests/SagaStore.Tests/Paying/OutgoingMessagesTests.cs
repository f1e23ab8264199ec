using Corporation.SagaStore.Consuming;
using Corporation.SagaStore.Delivering;

namespace Corporation.SagaStore.Tests.Paying;

public sealed class OutgoingMessagesTests
{
    private readonly OutgoingMessages _outgoing = new();

    [Fact]
    public void A_consumer_has_one_outbox_without_a_saga()
    {
        _outgoing.Add(new OutboxMessage(), null);
        _outgoing.Add(new OutboxMessage(), null);

        Assert.Equal([(null, 2)], Pack());
    }

    [Fact]
    public void A_single_saga_has_one_outbox_whichever_way_its_messages_were_sent()
    {
        var saga = Guid.NewGuid();
        _outgoing.Enter(saga);
        _outgoing.Add(new OutboxMessage(), null);
        _outgoing.Add(new OutboxMessage(), saga);
        _outgoing.Add(new OutboxMessage(), null);

        Assert.Equal([(saga, 3)], Pack());
    }

    [Fact]
    public void Several_sagas_have_an_outbox_each_and_what_was_sent_past_them_has_one_more()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        _outgoing.Enter(first);
        _outgoing.Enter(second);
        _outgoing.Add(new OutboxMessage(), second);
        _outgoing.Add(new OutboxMessage(), first);
        _outgoing.Add(new OutboxMessage(), null);
        _outgoing.Add(new OutboxMessage(), second);

        Assert.Equal([(second, 2), (first, 1), (null, 1)], Pack());
    }

    [Fact]
    public void Nothing_sent_is_no_outbox()
    {
        _outgoing.Enter(Guid.NewGuid());

        Assert.Empty(Pack());
    }

    private IEnumerable<(Guid? SagaId, int Messages)> Pack()
    {
        var outboxes = _outgoing.Pack(sagaId => new OutboxState { OutboxId = Guid.NewGuid(), SagaId = sagaId, HoldMs = 1 });
        Assert.All(outboxes, one => Assert.Equal(Enumerable.Range(1, one.Messages.Count), one.Messages.Select(row => (int)row.SequenceNumber)));
        Assert.All(outboxes, one => Assert.All(one.Messages, row => Assert.Equal(one.State.OutboxId, row.OutboxId)));
        return outboxes.Select(one => (one.State.SagaId, one.Messages.Count));
    }
}
