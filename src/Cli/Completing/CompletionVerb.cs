using System.CommandLine;
using Corporation.Cli.Invoking;

namespace Corporation.Cli.Completing;

/// <summary><c>corp completion</c>: prints a script; the words come from the parser itself, so they are never out of date.</summary>
internal static class CompletionVerb
{
    public static Verb Create(VerbRunner runner)
    {
        var shell = new Argument<string>("SHELL") { Description = "Which shell" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var verb = new Verb(
            "completion",
            "Print a completion script for a shell",
            "source <(corp completion bash)",
            "corp completion zsh > ~/.zfunc/_corp",
            "corp completion fish > ~/.config/fish/completions/corp.fish").With(shell);

        return runner.Bind(verb, async (invocation, cancellationToken) =>
        {
            var script = CompletionScripts.For(invocation.Get(shell)!); // A required argument.
            if (invocation.Json)
                invocation.WriteJson(new { Script = script });
            else
                await invocation.World.Out.WriteAsync(script.AsMemory(), cancellationToken);
            return ExitCodes.Done;
        });
    }
}
