namespace Corporation.Cli.Invoking;

/// <summary>Ties verbs to what they do.</summary>
internal sealed class VerbRunner(CliWorld world, GlobalOptions options)
{
    public Verb Bind(Verb verb, Func<Invocation, CancellationToken, Task<int>> action)
    {
        verb.SetAction((parse, cancellationToken) => action(new Invocation(world, options, parse), cancellationToken));
        return verb;
    }
}
