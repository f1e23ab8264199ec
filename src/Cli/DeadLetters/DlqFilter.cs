using System.CommandLine;
using Corporation.Cli.Invoking;
using Corporation.Cli.Reading;
using Corporation.Client;
using Corporation.Contracts.Http;
using Corporation.Contracts.Missions;

namespace Corporation.Cli.DeadLetters;

/// <summary>The options that choose dead letters of both sorts.</summary>
internal sealed class DlqFilter
{
    private readonly Option<bool> _missions = new("--missions") { Description = "Only missions" };
    private readonly Option<bool> _messages = new("--messages") { Description = "Only messages of the bus" };
    private readonly Option<string?> _kind = new("--kind") { Description = "Only missions of this kind", HelpName = "KIND" };
    private readonly Option<string?> _factory = Inputs.FactoryId("--factory", "Only missions whose last attempt ran there", "ID");
    private readonly Option<string?> _queue = new("--queue") { Description = "Only messages of this error queue", HelpName = "QUEUE" };
    private readonly Option<string?> _text = new("--text") { Description = "Only those with this in their reason, error or name", HelpName = "TEXT" };
    private readonly Option<PointInTime?> _since = Inputs.Moment("--since", "Only missions submitted, and messages that died, since then");
    private readonly Option<PointInTime?> _until = Inputs.Moment("--until", "Only missions submitted, and messages that died, before then");

    public Symbol[] Symbols => [_missions, _messages, _kind, _factory, _queue, _text, _since, _until];

    /// <summary>Refuses options that nothing could fulfil together.</summary>
    public void AddTo(Verb verb) => verb.Validators.Add(result =>
    {
        var missions = new Option[] { _missions, _kind, _factory }.Where(option => Verb.IsGiven(result.GetResult(option))).ToList();
        var messages = new Option[] { _messages, _queue }.Where(option => Verb.IsGiven(result.GetResult(option))).ToList();
        if (missions.Count > 0 && messages.Count > 0)
            result.AddError($"{missions[0].Name} chooses missions and {messages[0].Name} messages; nothing is both. Give one of them.");
    });

    public bool WantsMissions(Invocation invocation) => !invocation.Get(_messages) && invocation.Get(_queue) is null;

    public bool WantsMessages(Invocation invocation) => !invocation.Get(_missions) && invocation.Get(_kind) is null && invocation.Get(_factory) is null;

    public bool IsGiven(Invocation invocation) =>
        !WantsMissions(invocation) || !WantsMessages(invocation) || invocation.Get(_text) is not null
        || invocation.Get(_since) is not null || invocation.Get(_until) is not null;

    public MissionQuery MissionQuery(Invocation invocation, int limit, string? cursor) => new()
    {
        States = [MissionLifeState.DeadLettered],
        MissionKind = invocation.Get(_kind),
        FactoryId = invocation.Get(_factory),
        Text = invocation.Get(_text),
        Since = invocation.Get(_since)?.Before(invocation.Now),
        Until = invocation.Get(_until)?.Before(invocation.Now),
        Limit = limit,
        Cursor = cursor,
    };

    public DeadMessageQuery MessageQuery(Invocation invocation, int limit) => new()
    {
        Queue = invocation.Get(_queue),
        Text = invocation.Get(_text),
        Since = invocation.Get(_since)?.Before(invocation.Now),
        Until = invocation.Get(_until)?.Before(invocation.Now),
        Limit = limit,
    };

    public DeadLetterSelection Missions(Invocation invocation, string? reason) => new()
    {
        MissionKind = invocation.Get(_kind),
        FactoryId = invocation.Get(_factory),
        Text = invocation.Get(_text),
        Since = invocation.Get(_since)?.Before(invocation.Now),
        Until = invocation.Get(_until)?.Before(invocation.Now),
        Reason = reason,
    };

    public DeadMessageSelection Messages(Invocation invocation, string? target) => new()
    {
        Queue = invocation.Get(_queue),
        Text = invocation.Get(_text),
        Since = invocation.Get(_since)?.Before(invocation.Now),
        Until = invocation.Get(_until)?.Before(invocation.Now),
        TargetQueue = target,
    };
}
