using Corporation.RedisStreams.Protocol;
using Corporation.RedisStreams.Receiving;
using Microsoft.Extensions.Time.Testing;

namespace Corporation.RedisStreams.Tests.Receiving;

public sealed class AcknowledgementQueueTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly AcknowledgementQueue _queue;
    private List<Delivery> _batch = [];

    public AcknowledgementQueueTests() => _queue = new AcknowledgementQueue(capacity: 32, _time);

    [Fact]
    public void An_acknowledgement_goes_at_once()
    {
        Add(1);

        Assert.True(_queue.TryTake(ref _batch));
        Assert.Single(_batch);
        Assert.False(Take());
    }

    [Fact]
    public void While_they_gather_it_goes_after_a_millisecond_with_those_that_came_meanwhile()
    {
        _queue.Gather(true);
        Add(2);
        Assert.False(Take());

        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(Take());
        Assert.Equal(2, _batch.Count);
    }

    [Fact]
    public void Enough_of_them_wait_no_longer()
    {
        _queue.Gather(true);
        Add(AcknowledgementQueue.Enough - 1);
        Assert.False(Take());

        Add(1);

        Assert.True(Take());
        Assert.Equal(AcknowledgementQueue.Enough, _batch.Count);
    }

    [Fact]
    public void When_they_gather_no_longer_what_waits_goes_at_once()
    {
        _queue.Gather(true);
        Add(1);

        _queue.Gather(false);

        Assert.True(Take());
        Add(1);
        Assert.True(Take());
    }

    [Fact]
    public void A_batch_that_is_taken_early_does_not_shorten_the_wait_of_the_next()
    {
        _queue.Gather(true);
        Add(AcknowledgementQueue.Enough);
        Assert.True(Take());
        _time.Advance(TimeSpan.FromMilliseconds(0.5));
        Add(1);

        _time.Advance(TimeSpan.FromMilliseconds(0.7));

        Assert.False(Take());
        _time.Advance(TimeSpan.FromMilliseconds(0.3));
        Assert.True(Take());
    }

    public void Dispose() => _queue.Dispose();

    private bool Take()
    {
        _batch.Clear();
        return _queue.TryTake(ref _batch);
    }

    private void Add(int count)
    {
        for (var i = 0; i < count; i++)
            _queue.Add(new Delivery(settler: null!, Lane.Normal, new EntryId(1, i), deliveryCount: 1, redeliveryCount: 0));
    }
}
