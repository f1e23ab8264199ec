using System.CommandLine;
using Corporation.Cli.Invoking;
using Corporation.Contracts.Fleet;

namespace Corporation.Cli.Fleet;

/// <summary><c>corp fleet list</c>.</summary>
internal static class FleetListVerb
{
    public static Verb Create(VerbRunner runner)
    {
        var status = new Option<FactoryStatus?>("--status") { Description = "Only those: online, degraded, paused, draining, quarantined, stale or offline", HelpName = "STATUS" };
        var verb = new Verb(
            "list",
            "List the factories, those heard last first",
            "corp fleet list",
            "corp fleet list --status offline --json | jq -r .factory_id").With(status);

        return runner.Bind(verb, async (invocation, cancellationToken) =>
        {
            var list = await invocation.Fleet.ListAsync(cancellationToken);
            var shown = list.Registrations.Where(factory => invocation.Get(status) is not { } wanted || factory.RegistrationStatus == wanted).ToList();
            foreach (var factory in invocation.Json ? shown : [])
                invocation.WriteJson(factory);
            if (!invocation.Json && shown.Count > 0)
                invocation.Screen.Write(FactoryTable.Of(shown, invocation.Now, invocation.Screen.Profile.Width));
            if (shown.Count == 0)
                invocation.Note("No factories match.");
            return ExitCodes.Done;
        });
    }
}
