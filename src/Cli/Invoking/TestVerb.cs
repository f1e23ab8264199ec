namespace Corporation.Cli.Invoking;

/// <summary><c>corp test</c>: the bash launcher runs the tests; this says how to where there is none.</summary>
internal static class TestVerb
{
    private const string How =
        "The launcher ./corp runs the tests. Without bash: build Corporation.sln, then start every tests/*.Tests with 'dotnet run --no-build --project'.";

    public static Verb Create(VerbRunner runner) => runner.Bind(
        new Verb("test", "Build everything and run every test (by the launcher ./corp)", "./corp test"),
        (_, _) => throw CliException.BadInput(How));
}
