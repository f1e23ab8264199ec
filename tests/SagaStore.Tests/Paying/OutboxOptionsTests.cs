using System.Data;
using Corporation.SagaStore.Configuration;

namespace Corporation.SagaStore.Tests.Paying;

public sealed class OutboxOptionsTests
{
    public static TheoryData<string> Mistakes =>
    [
        nameof(OutboxOptions.Engine), nameof(OutboxOptions.IsolationLevel), nameof(OutboxOptions.DuplicateDetectionWindow), nameof(OutboxOptions.QueryDelay),
        nameof(OutboxOptions.QueryTimeout), nameof(OutboxOptions.MessageDeliveryTimeout), nameof(OutboxOptions.HoldDuration), nameof(OutboxOptions.RetryDelay),
        nameof(OutboxOptions.DegradedAge), nameof(OutboxOptions.QueryMessageLimit), nameof(OutboxOptions.MessageDeliveryLimit),
        nameof(OutboxOptions.MaxDeliveryAttempts),
    ];

    [Fact]
    public void The_defaults_are_valid() => Assert.True(Validate(new OutboxOptions { Engine = StoreEngine.Sqlite }).Succeeded);

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_value_out_of_its_range_is_refused_by_name(string property)
    {
        var options = new OutboxOptions { Engine = StoreEngine.PostgreSql };
        var setting = typeof(OutboxOptions).GetProperty(property)!;
        setting.SetValue(options, setting.PropertyType switch
        {
            var type when type == typeof(TimeSpan) => TimeSpan.Zero,
            var type when type == typeof(int) => 0,
            var type when type == typeof(IsolationLevel) => IsolationLevel.Chaos,
            _ => null,
        });

        var result = Validate(options);

        Assert.Contains(result.Failures!, failure => failure.Contains(property == nameof(OutboxOptions.Engine) ? "UsePostgres" : property, StringComparison.Ordinal));
    }

    [Fact]
    public void The_health_limit_is_not_below_the_hold()
    {
        var result = Validate(new OutboxOptions { Engine = StoreEngine.Sqlite, DegradedAge = TimeSpan.FromSeconds(5) });

        Assert.Contains("HoldDuration", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void The_hold_outlasts_a_message_under_way()
    {
        var result = Validate(new OutboxOptions { Engine = StoreEngine.Sqlite, MessageDeliveryTimeout = TimeSpan.FromSeconds(9) });

        Assert.Contains("MessageDeliveryTimeout", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(OutboxOptions options) => new OutboxOptionsValidator("").Validate("", options);
}
