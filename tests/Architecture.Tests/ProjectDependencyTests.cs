using System.Reflection;
using NetArchTest.Rules;

namespace Corporation.Architecture.Tests;

/// <summary>Who may know whom: design §3. A new project needs a line here, and a reason.</summary>
public sealed class ProjectDependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Contracts"] = [],
        ["Client"] = ["Contracts"],
        ["SagaStore"] = [],
        ["RedisStreams"] = [],
        ["Sagas"] = ["Contracts", "SagaStore"],
        ["Runtime"] = ["Contracts", "RedisStreams"],
        ["Factory"] = ["Contracts", "Runtime"],
        ["Hq"] = ["Contracts", "RedisStreams", "SagaStore", "Sagas", "Runtime", "Factory"],
        ["Cli"] = ["Contracts", "Client", "Hq", "Factory"],
    };

    private static readonly Dictionary<string, string[]> AllowedPackages = new()
    {
        ["Contracts"] = ["MassTransit.Abstractions"],
        ["Client"] = ["Microsoft.Extensions.DependencyInjection.Abstractions"],
    };

    public static TheoryData<string> Projects { get; } = [.. RepositoryTree.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_design_allows(string project)
    {
        Assert.True(Allowed.ContainsKey(project), $"src/{project} is not in the design's table; add it there, with an ADR, and here.");
        Assert.Empty(RepositoryTree.References(project).Except(Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Compiled_code_depends_only_on_what_the_design_allows(string project)
    {
        var assembly = AssemblyOf(project);
        var forbidden = Allowed.Keys.Except(Allowed[project]).Except([project]).Select(name => $"Corporation.{name}").ToArray();

        Assert.Empty(assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Intersect(forbidden));

        // Type by type as well: the namespace of another project may also be declared in the wrong assembly.
        var result = Types.InAssembly(assembly).ShouldNot().HaveDependencyOnAny(forbidden).GetResult();
        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Types_live_in_the_namespace_of_their_project(string project)
    {
        var strangers = AssemblyOf(project).GetTypes()
            .Where(type => type.Namespace?.StartsWith("Corporation", StringComparison.Ordinal) == true)
            .Where(type => type.Namespace != $"Corporation.{project}" && !type.Namespace!.StartsWith($"Corporation.{project}.", StringComparison.Ordinal));

        Assert.Empty(strangers);
    }

    [Fact]
    public void The_contracts_and_the_client_stay_light()
    {
        foreach (var (project, packages) in AllowedPackages)
            Assert.Empty(RepositoryTree.Packages(project).Except(packages));
    }

    [Fact]
    public void The_generic_libraries_know_nothing_of_missions()
    {
        foreach (var library in RepositoryTree.Projects.Intersect(["SagaStore", "RedisStreams"]))
            Assert.DoesNotContain(RepositoryTree.Files($"src/{library}", "*.cs"), file => File.ReadAllText(file).Contains("using Corporation.Contracts", StringComparison.Ordinal));
    }

    private static Assembly AssemblyOf(string project)
    {
        var name = RepositoryTree.Project(project).Descendants("AssemblyName").FirstOrDefault()?.Value ?? $"Corporation.{project}";
        return Assembly.Load(name);
    }
}
