using Corporation.TransportBench.Accounting;

namespace Corporation.TransportBench.Tests.Accounting;

public sealed class ReceptionTests
{
    [Fact]
    public void A_message_of_an_earlier_turn_is_a_stray_and_not_a_consumption()
    {
        var reception = new Reception();
        var ledger = new MessageLedger(run: 2, capacity: 10);
        reception.Expect(ledger);

        reception.Deliver(run: 1, sequence: 0);
        reception.Deliver(run: 2, sequence: 0);
        reception.Deliver(run: 2, sequence: 10);

        Assert.Equal(1, ledger.Consumed);
        Assert.Equal(2, reception.Strays);
    }

    [Fact]
    public void A_closed_gate_holds_consumers_until_it_is_opened()
    {
        var reception = new Reception();
        reception.CloseGate();
        var held = reception.Gate;
        Assert.False(held.IsCompleted);

        reception.OpenGate();

        Assert.True(held.IsCompleted);
        Assert.True(reception.Gate.IsCompleted);
    }
}
