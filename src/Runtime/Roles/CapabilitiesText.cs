using System.Globalization;
using System.Text;

namespace Corporation.Runtime.Roles;

/// <summary>What is in <c>capabilities.md</c>: it tells agents and people what a process may and can do. It steers; it enforces nothing.</summary>
public static class CapabilitiesText
{
    /// <summary>The text, in Markdown.</summary>
    public static string Of(CapabilitiesFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Capabilities of {facts.FactoryId}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Written once, when the process started. Version {facts.Version}, profile `{facts.DeploymentProfile}`.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"## Role: {facts.Role.Name}\n\nStay within this role.\n\n");
        text.Append(facts.Role.HttpSurface is HttpSurface.Full ? "- serves the whole HTTP API\n" : "- serves health checks only\n");
        text.Append(facts.Role.HasWebUi ? "- serves the web UI\n" : "- has no web UI\n");
        text.Append(facts.Role.Delegation switch
        {
            DelegationMode.PublishAndListen => "- delegates missions to the fleet and hears what comes of them\n",
            DelegationMode.ListenOnly => "- runs missions that a headquarters delegates; delegates none itself\n",
            _ => "- delegates to itself alone\n",
        });
        text.Append(facts.Role.StateStore is StateStore.PostgreSql ? "- keeps its state in the fleet's database\n" : "- keeps its state in a file of this machine, which is disposable\n");

        text.Append("\n## Mission kinds\n\n");
        if (facts.Kinds.Count == 0)
            text.Append("None.\n");
        foreach (var (kind, description, slots) in facts.Kinds)
            text.Append(CultureInfo.InvariantCulture, $"- `{kind}` ({slots} at a time): {description}\n");

        if (facts.Labels.Count > 0)
        {
            text.Append("\n## Labels\n\n");
            foreach (var (name, value) in facts.Labels)
                text.Append(value.Length == 0 ? $"- `{name}`\n" : $"- `{name}={value}`\n");
        }

        return text.ToString();
    }
}
