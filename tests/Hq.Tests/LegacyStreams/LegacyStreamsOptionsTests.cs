using Corporation.Hq.LegacyStreams;
using Corporation.Runtime.Messaging;
using Microsoft.Extensions.Configuration;

namespace Corporation.Hq.Tests.LegacyStreams;

public sealed class LegacyStreamsOptionsTests
{
    [Fact]
    public void Nothing_set_is_off_with_the_names_of_the_old_fleet_and_the_server_of_the_bus()
    {
        var options = Read();

        Assert.False(options.Enabled);
        Assert.Equal(
            new LegacyNames("ua:missions:delegation", "ua:missions:delegation:results", "ua:missions:dlq", "ua_workers"), LegacyNames.Of(options));
        Assert.Equal(("redis://bus:6379/0", TimeSpan.FromMinutes(65), 0), (options.Url, options.ReclaimIdleDuration, options.MaxLength));
        Assert.Empty(options.Kinds);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData(" Yes ", true)]
    [InlineData("ON", true)]
    [InlineData("0", false)]
    [InlineData("off", false)]
    [InlineData("enabled", false)]
    [InlineData("", false)]
    public void The_old_fleets_switch_is_on_with_its_words_for_yes(string value, bool isOn) =>
        Assert.Equal(isOn, Read(("UA_DELEGATION_REDIS_ENABLED", value)).Enabled);

    [Fact]
    public void The_section_goes_before_the_old_fleets_environment()
    {
        var options = Read(
            ("UA_DELEGATION_REDIS_ENABLED", "1"), ("LegacyStreams:Enabled", "false"), ("UA_DELEGATION_STREAM_NAME", "s"), ("UA_DELEGATION_CONSUMER_GROUP", "g"),
            ("UA_DELEGATION_DLQ_STREAM", "d"), ("LegacyStreams:DlqStream", "mine"));

        Assert.Equal((false, "s", "g", "mine"), (options.Enabled, options.Stream, options.Group, options.DlqStream));
    }

    [Fact]
    public void Kinds_may_have_a_colon()
    {
        var options = Read(("LegacyStreams:Kinds:coding_task", "echo"), ("LegacyStreams:Kinds:system:update_factory", " system:update "));

        Assert.Equal(("echo", "system:update", 2), (options.Kinds["Coding_Task"], options.Kinds["system:update_factory"], options.Kinds.Count));
    }

    [Theory]
    [InlineData("Url", "127.0.0.1:6379", "not an address")]
    [InlineData("Url", "redis://:secret@host/fleet", "'fleet' is not the number of a database")]
    [InlineData("Stream", "a b", "without blanks")]
    [InlineData("Group", "a\nb", "without blanks")]
    [InlineData("DlqStream", "ua:missions:delegation", "stream of their own")]
    [InlineData("DlqStream", "ua:missions:delegation:results", "stream of their own")]
    [InlineData("ReclaimIdleDuration", "00:00:00.5", "00:00:01 to 1.00:00:00")]
    [InlineData("MaxLength", "99", "100 to 1000000000")]
    [InlineData("MaxLength", "-1", "100 to 1000000000")]
    [InlineData("Kinds:old", "No Kind", "not a legal name")]
    [InlineData("BlankKind", "No Kind", "not a legal name")]
    [InlineData("UnknownKind", "No Kind", "not a legal name")]
    public void What_can_not_be_is_refused_with_what_to_do_while_it_is_on(string option, string value, string expected)
    {
        var validator = new LegacyStreamsOptionsValidator();

        var refusal = validator.Validate(null, Read(("LegacyStreams:Enabled", "true"), ($"LegacyStreams:{option}", value)));

        Assert.Contains(expected, Assert.Single(refusal.Failures!), StringComparison.Ordinal);
        Assert.Contains($"LegacyStreams:{option}", refusal.FailureMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.FailureMessage, StringComparison.Ordinal);
        Assert.True(validator.Validate(null, Read(($"LegacyStreams:{option}", value))).Succeeded);
    }

    [Theory]
    [InlineData("vps-1", "hq-vps-1")]
    [InlineData("my.desk_2", "hq-my-desk_2")]
    [InlineData("ä b/c", "hq---b-c")]
    public void The_consumers_name_has_only_characters_that_the_old_fleet_allows(string factoryId, string consumer) =>
        Assert.Equal(consumer, LegacyNames.ConsumerOf(factoryId));

    private static LegacyStreamsOptions Read(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value))).Build();
        var options = new LegacyStreamsOptions();
        configuration.GetSection(LegacyStreamsOptions.Section).Bind(options);
        LegacyEnvironment.Apply(options, configuration, new BusOptions { RedisUrl = "redis://bus:6379/0" });
        return options;
    }
}
