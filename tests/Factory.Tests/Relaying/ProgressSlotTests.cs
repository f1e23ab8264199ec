using Corporation.Contracts.Reporting;
using Corporation.Factory.Relaying;
using Microsoft.Extensions.Time.Testing;

namespace Corporation.Factory.Tests.Relaying;

public sealed class ProgressSlotTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void The_first_is_due_at_once_and_then_only_the_newest_of_each_second()
    {
        var slot = new ProgressSlot(_time);

        slot.Set(Of(1));
        Assert.True(slot.IsDue);
        Assert.Equal(1, slot.Take()?.Percent);

        slot.Set(Of(2));
        slot.Set(Of(3));
        Assert.False(slot.IsDue);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(slot.IsDue);
        Assert.Equal(3, slot.Take()?.Percent);
        Assert.Null(slot.Take());
    }

    private static MissionProgressed Of(double percent) => new() { MissionId = Guid.Empty, ClaimToken = Guid.Empty, Percent = percent };
}
