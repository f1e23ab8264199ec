using System.CommandLine;
using Corporation.Cli.Invoking;
using Corporation.Cli.Reading;
using Corporation.Contracts.Fleet;
using Corporation.Contracts.Http;
using Spectre.Console;

namespace Corporation.Cli.Fleet;

/// <summary><c>corp fleet pause|resume|drain|quarantine|forget</c>.</summary>
internal static class ControlVerb
{
    private const string NotDrained = "urn:corporation:problem:not-drained";

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    public static Verb Create(VerbRunner runner, string action, string description)
    {
        var id = Inputs.FactoryId();
        var reason = new Option<string?>("--reason") { Description = "Why, for the factory's history", HelpName = "TEXT" };
        var expires = Inputs.Duration("--expires-in", "Take the order back if the factory has not heard of it by then");
        var deadline = Inputs.Duration("--deadline", "How long it may finish what it runs; default: until it has");
        var wait = new Option<bool>("--wait") { Description = "Wait until HQ confirms that nothing is left on it; exit 1 when it can't" };
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
                outcome = outcome with { Registration = await WaitAsync(invocation, outcome, cancellationToken) };
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

    private static async Task<FactoryView> WaitAsync(Invocation invocation, ControlOutcome outcome, CancellationToken cancellationToken)
    {
        while (true)
        {
            var factory = await invocation.Fleet.GetAsync(outcome.TargetFactoryId, cancellationToken);
            if (factory is { Mode: FactoryMode.Draining, DrainedAt: not null })
                return factory;
            if (HindranceOf(factory, outcome.Delivery) is { } hindrance)
                throw new CliException(ExitCodes.MissionFailed, NotDrained, $"{factory.FactoryId} is not drained: {hindrance}");
            await Task.Delay(LookInterval, invocation.Time, cancellationToken);
        }
    }

    /// <summary>Why waiting is of no use; null when it is.</summary>
    private static string? HindranceOf(FactoryView factory, string delivery) => factory switch
    {
        { Mode: not FactoryMode.Draining } =>
            $"it is told to be {factory.Mode.ToString().ToLowerInvariant()} by now. Somebody told it otherwise, the order expired, or another process of it has begun.",
        _ when delivery is FactoryDeliveries.Kept =>
            "it registers over HTTP, can't hear of the order and confirms nothing. HQ gives it nothing new; drain it on its machine.",
        { RegistrationStatus: FactoryStatus.Offline } =>
            "it is offline. HQ keeps the order for when it returns.",
        _ => null,
    };

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
