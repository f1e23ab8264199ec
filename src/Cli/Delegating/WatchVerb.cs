using Corporation.Cli.Invoking;
using Corporation.Cli.Reading;

namespace Corporation.Cli.Delegating;

/// <summary><c>corp mission watch</c>.</summary>
internal static class WatchVerb
{
    public static Verb Create(VerbRunner runner)
    {
        var id = Inputs.MissionId();
        var verb = new Verb(
            "watch",
            "Show a mission's timeline live until it ends; exit 1 unless it succeeded",
            "corp mission watch 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77",
            "corp mission watch 0198c5a2-7d3e-7c41-b3a5-5d1f0c9e8a77 --json | jq .event").With(id);

        return runner.Bind(verb, (invocation, cancellationToken) => MissionWatching.FollowAsync(invocation, invocation.Get(id), cancellationToken));
    }
}
