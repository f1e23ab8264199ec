using Corporation.Factory.Settings;
using Corporation.Factory.Tests.Harness;
using Corporation.Factory.Working;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Corporation.Factory.Tests.Working;

public sealed class FactoryIdentityTests
{
    [Fact]
    public void The_epoch_is_the_start_in_microseconds_and_grows_even_when_the_clock_was_set_back()
    {
        using var folder = new TemporaryFolder();
        var options = Options.Create(new FactoryOptions { FactoryId = "plant", WorkspaceRoot = folder.Path });
        var start = new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

        var first = FactoryIdentity.Create(options, new FakeTimeProvider(start), NullLogger<FactoryIdentity>.Instance);
        var second = FactoryIdentity.Create(options, new FakeTimeProvider(start.AddDays(-1)), NullLogger<FactoryIdentity>.Instance);

        Assert.Equal(start.ToUnixTimeMilliseconds() * 1_000, first.Epoch);
        Assert.Equal(first.Epoch + 1, second.Epoch);
    }

    [Fact]
    public void A_root_that_can_not_be_written_costs_only_that()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "");
        var options = Options.Create(new FactoryOptions { FactoryId = "plant", WorkspaceRoot = folder.File("file") });

        Assert.Equal("plant", FactoryIdentity.Create(options, TimeProvider.System, NullLogger<FactoryIdentity>.Instance).FactoryId);
    }
}
