using Corporation.Factory.Settings;
using Microsoft.Extensions.Configuration;

namespace Corporation.Factory.Tests.Settings;

public sealed class FactoryOptionsTests
{
    public static TheoryData<Action<FactoryOptions>, string> Mistakes { get; } = new()
    {
        { options => options.FactoryId = "", "FactoryId" },
        { options => options.FactoryId = "no blanks", "FactoryId" },
        { options => options.FactoryId = new('a', 101), "FactoryId" },
        { options => options.WorkspaceRoot = "relative", "WorkspaceRoot" },
        { options => options.JournalPath = "journal.db", "JournalPath" },
        { options => options.JournalPath = Path.Combine(options.WorkspaceRoot, "journal.db"), "JournalPath" },
        { options => options.SucceededWorkspaceRetentionDuration = TimeSpan.FromSeconds(-1), "SucceededWorkspaceRetentionDuration" },
        { options => options.FailedWorkspaceRetentionDuration = TimeSpan.FromDays(366), "FailedWorkspaceRetentionDuration" },
        { options => options.WorkspaceCleaningInterval = TimeSpan.Zero, "WorkspaceCleaningInterval" },
        { options => options.DrainGraceDuration = TimeSpan.FromHours(2), "DrainGraceDuration" },
        { options => options.DrainReportDuration = TimeSpan.FromHours(2), "DrainReportDuration" },
        { options => options.HandlerGraceDuration = TimeSpan.FromHours(2), "HandlerGraceDuration" },
        { options => options.HqAnswerTimeout = TimeSpan.Zero, "HqAnswerTimeout" },
        { options => options.OfferRedeliveryDelay = TimeSpan.Zero, "OfferRedeliveryDelay" },
        { options => options.MaxResultBytes = 1, "MaxResultBytes" },
        { options => options.MaxLogLinesPerAttempt = -1, "MaxLogLinesPerAttempt" },
        { options => options.Shell.AllowedCommands = ["a/b"], "AllowedCommands" },
        { options => options.Shell.SearchPath = ["bin"], "SearchPath" },
        { options => options.Shell.PassEnvironment = ["A=B"], "PassEnvironment" },
        { options => options.Shell.MaxTailLength = 100_000, "MaxResultBytes" },
        { options => options.Repositories.AllowedSchemes = ["ext"], "AllowedSchemes" },
        { options => options.Repositories.AllowedHosts = ["https://github.com"], "AllowedHosts" },
        { options => options.Repositories.AllowedLocalRoots = ["here"], "AllowedLocalRoots" },
    };

    [Fact]
    public void The_defaults_are_valid()
    {
        var options = new FactoryOptions();
        FactoryEnvironment.Apply(options, new ConfigurationBuilder().Build());

        Assert.True(new FactoryOptionsValidator().Validate(null, options).Succeeded);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_bad_value_is_named(Action<FactoryOptions> mistake, string option)
    {
        var options = new FactoryOptions { FactoryId = "plant" };
        mistake(options);

        var result = new FactoryOptionsValidator().Validate(null, options);

        Assert.Contains(option, result.FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("My Machine!", "My-Machine")]
    [InlineData("--", "factory")]
    [InlineData("server-1.lan", "server-1.lan")]
    public void A_machine_name_becomes_a_legal_id(string machine, string expected) =>
        Assert.Equal(expected, FactoryEnvironment.FromMachineName(machine));
}
