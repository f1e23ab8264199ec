using System.CommandLine;
using Corporation.Cli.Invoking;
using Corporation.Cli.Reading;
using Corporation.Contracts.Http;
using Spectre.Console;

namespace Corporation.Cli.Fleet;

/// <summary><c>corp fleet pause|resume|drain|quarantine|forget</c>.</summary>
internal static class ControlVerb
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    public static Verb Create(VerbRunner runner, string action, string description)
    {
        var id = FleetShowVerb.FactoryId();
        var reason = new Option<string?>("--reason") { Description = "Why, for the factory's history", HelpName = "TEXT" };
        var expires = Inputs.Duration("--expires-in", "Take the order back if the factory has not heard of it by then");
        var deadline = Inputs.Duration("--deadline", "How long it may finish what it runs; default: until it has");
        var wait = new Option<bool>("--wait") { Description = "Wait until HQ confirms that nothing is left on it" };
        var verb = new Verb(action, description, Example(action)).With(id, reason);
        if (action is FactoryActions.Pause or FactoryActions.Drain or FactoryActions.Quarantine)
            verb.With(expires);
        if (action is FactoryActions.Drain)
            verb.With(deadline, wait);

        return runner.Bind(verb, async (invocation, cancellationToken) =>
        {
            var isDrain = action is FactoryActions.Drain;
            var outcome = await invocation.Fleet.ControlAsync(
                new FactoryControl
                {
                    TargetFactoryId = invocation.Get(id)!, // A required argument.
                    Action = action,
                    Reason = invocation.Get(reason),
                    DeadlineSeconds = isDrain ? invocation.Get(deadline)?.TotalSeconds : null,
                    ExpiresInSeconds = action is FactoryActions.Resume or FactoryActions.Forget ? null : invocation.Get(expires)?.TotalSeconds,
                },
                cancellationToken);
            if (isDrain && invocation.Get(wait))
                outcome = outcome with { Registration = await WaitAsync(invocation, outcome.TargetFactoryId, cancellationToken) };
            if (invocation.Json)
                invocation.WriteJson(outcome);
            else
                invocation.Screen.MarkupLine(Sentence(outcome));
            return ExitCodes.Done;
        });
    }

    private static string Example(string action) => action switch
    {
        FactoryActions.Drain => "corp fleet drain desk-1 --deadline 10m --wait",
        FactoryActions.Pause => "corp fleet pause desk-1 --reason 'disk is full' --expires-in 2h",
        _ => $"corp fleet {action} desk-1",
    };

    private static async Task<FactoryView> WaitAsync(Invocation invocation, string factoryId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var factory = await invocation.Fleet.GetAsync(factoryId, cancellationToken);
            if (factory.DrainedAt is not null || factory.Mode is not Contracts.Fleet.FactoryMode.Draining)
                return factory;
            await Task.Delay(LookInterval, invocation.Time, cancellationToken);
        }
    }

    private static string Sentence(ControlOutcome outcome)
    {
        var id = Markup.Escape(outcome.TargetFactoryId);
        if (outcome.Registration is not { } factory)
            return $"{id} is forgotten.";
        var then = outcome.Delivery switch
        {
            FactoryDeliveries.Kept => "; HQ keeps to it, but the factory registers over HTTP and can't hear of it: tell it on its machine",
            FactoryDeliveries.Pending => "; it hears of it when it returns",
            _ => factory.DrainedAt is not null ? "; nothing is left on it, its process may end" : "",
        };
        return $"{id} is {FactoryText.Markup(factory.RegistrationStatus)} and told to be {factory.Mode.ToString().ToLowerInvariant()}{then}.";
    }
}
