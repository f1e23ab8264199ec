using Corporation.Cli.Invoking;
namespace Corporation.Cli.NodeHosting;
internal static class UpVerb
{
    public static Verb Create(VerbRunner runner) => runner.Bind(new Verb("up", "x"), (_, _) => throw CliException.BadInput("later"));
}
