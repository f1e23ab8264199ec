using Corporation.TransportBench.Accounting;

namespace Corporation.TransportBench.Tests.Accounting;

public sealed class MessageLedgerTests
{
    private const int Run = 7;

    [Fact]
    public void A_message_is_lost_when_it_was_confirmed_and_never_consumed()
    {
        var ledger = Published(3);

        ledger.TryConsume(0, timestamp: 10);
        ledger.TryConsume(2, timestamp: 20);

        Assert.Equal(new TurnAccount(Confirmed: 3, Consumed: 2, Lost: 1, Duplicates: 0, PublishErrors: 0), ledger.Account());
    }

    [Fact]
    public void A_second_consumption_is_a_duplicate_and_does_not_hide_a_loss()
    {
        var ledger = Published(2);
        ledger.Seal();

        ledger.TryConsume(1, timestamp: 10);
        ledger.TryConsume(1, timestamp: 20);

        Assert.Equal(new TurnAccount(Confirmed: 2, Consumed: 1, Lost: 1, Duplicates: 1, PublishErrors: 0), ledger.Account());
        Assert.Equal(10, ledger.ConsumedAt(1));
        Assert.False(ledger.Complete.IsCompleted);
    }

    [Fact]
    public void A_failed_publish_is_no_loss_whether_the_message_arrives_or_not()
    {
        var ledger = new MessageLedger(Run, capacity: 2);
        ledger.TryHandOut(out _);
        ledger.TryHandOut(out var arrives);
        ledger.Fail(new TimeoutException("first"));
        ledger.Fail(new TimeoutException("second"));

        ledger.TryConsume(arrives, timestamp: 10);

        Assert.Equal(new TurnAccount(Confirmed: 0, Consumed: 1, Lost: 0, Duplicates: 0, PublishErrors: 2), ledger.Account());
        Assert.Equal("first", ledger.FirstError?.Message);
    }

    [Fact]
    public void It_hands_out_each_number_once_and_no_more_than_it_has()
    {
        var ledger = new MessageLedger(Run, capacity: 1_000);
        var taken = new int[1_000];

        Parallel.For(0, 8, _ =>
        {
            while (ledger.TryHandOut(out var sequence))
                Interlocked.Increment(ref taken[sequence]);
        });

        Assert.All(taken, times => Assert.Equal(1, times));
        Assert.Equal(1_000, ledger.HandedOut);
    }

    [Fact]
    public void It_is_complete_with_the_last_consumption_after_the_seal()
    {
        var ledger = Published(2);
        ledger.TryConsume(0, timestamp: 10);
        ledger.TryConsume(1, timestamp: 20);
        Assert.False(ledger.Complete.IsCompleted);

        ledger.Seal();

        Assert.True(ledger.Complete.IsCompletedSuccessfully);
    }

    [Fact]
    public void It_is_complete_however_the_seal_and_the_last_consumption_race()
    {
        for (var attempt = 0; attempt < 500; attempt++)
        {
            var ledger = Published(1);

            Parallel.Invoke(ledger.Seal, () => ledger.TryConsume(0, timestamp: 10));

            Assert.True(ledger.Complete.IsCompleted, $"attempt {attempt}");
        }
    }

    [Fact]
    public void A_turn_cut_short_by_time_waits_only_for_what_was_handed_out()
    {
        var ledger = new MessageLedger(Run, capacity: 100);
        ledger.TryHandOut(out var only);
        ledger.Confirm(only);
        ledger.Seal();

        ledger.TryConsume(only, timestamp: 10);

        Assert.True(ledger.Complete.IsCompletedSuccessfully);
        Assert.Equal(1, ledger.Account().Confirmed);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void A_number_that_was_never_handed_out_belongs_to_no_turn(int sequence) =>
        Assert.False(Published(3).TryConsume(sequence, timestamp: 10));

    [Fact]
    public void Times_come_in_order_of_time_without_what_is_missing()
    {
        var ledger = Published(4);
        ledger.TryConsume(3, timestamp: 10);
        ledger.TryConsume(0, timestamp: 30);
        ledger.TryConsume(1, timestamp: 20);

        Assert.Equal([10, 20, 30], ledger.TimesOfConsumption());
        Assert.Equal(30, ledger.LastConsumption());
    }

    private static MessageLedger Published(int messages)
    {
        var ledger = new MessageLedger(Run, messages);
        while (ledger.TryHandOut(out var sequence))
            ledger.Confirm(sequence);
        return ledger;
    }
}
