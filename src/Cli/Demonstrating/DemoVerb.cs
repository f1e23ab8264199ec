using Corporation.Cli.Invoking;
namespace Corporation.Cli.Demonstrating;
internal static class DemoVerb
{
    public static Verb Create(VerbRunner runner) => runner.Bind(new Verb("demo", "x"), (_, _) => throw CliException.BadInput("later"));
}
