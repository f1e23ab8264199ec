using Corporation.Cli.Invoking;
using Corporation.Contracts.Http;

namespace Corporation.Cli.Fleet;

/// <summary><c>corp fleet …</c>: the factories.</summary>
internal static class FleetVerbs
{
    public static Verb Create(VerbRunner runner) => new Verb(
        "fleet",
        "See the factories and tell them what to do",
        "corp fleet list",
        "corp fleet show desk-1",
        "corp fleet pause desk-1 --reason 'disk is full'",
        "corp fleet drain desk-1 --deadline 10m --wait")
        .With(
            FleetListVerb.Create(runner),
            FleetShowVerb.Create(runner),
            ControlVerb.Create(runner, FactoryActions.Pause, "Let a factory finish what it runs and take nothing new"),
            ControlVerb.Create(runner, FactoryActions.Resume, "Let a factory take missions again"),
            ControlVerb.Create(runner, FactoryActions.Drain, "As pause, on the way to the end of its process"),
            ControlVerb.Create(runner, FactoryActions.Quarantine, "As pause, until a canary mission succeeds there"),
            ControlVerb.Create(runner, FactoryActions.Forget, "Remove a factory that is offline from the list"));
}
