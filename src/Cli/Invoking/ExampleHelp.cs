using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Corporation.Cli.Invoking;

/// <summary>The library's help, followed by the examples of the verb.</summary>
internal sealed class ExampleHelp(HelpAction help) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command switch
        {
            Verb verb => verb.Examples,
            RootCommand => CorpApp.Examples,
            _ => [],
        };
        if (examples.Count == 0)
            return result;

        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples)
            output.WriteLine($"  {example}");
        output.WriteLine();
        return result;
    }
}
