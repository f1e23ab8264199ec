using Corporation.Cli.Invoking;
namespace Corporation.Cli.Benchmarking;
internal static class BenchVerb
{
    public static Verb Create(VerbRunner runner) => runner.Bind(new Verb("bench", "x"), (_, _) => throw CliException.BadInput("later"));
}
