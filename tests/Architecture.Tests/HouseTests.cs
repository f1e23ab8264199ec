using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Corporation.Architecture.Tests;

/// <summary>Rules of the house style that a machine can check.</summary>
public sealed partial class HouseTests
{
    private static readonly string[] BannedFolders = ["Common", "Utils", "Util", "Helpers", "Core", "Extensions", "Misc", "Shared", "MassTransit"];

    [Fact]
    public void Every_program_can_be_read_at_a_glance()
    {
        foreach (var program in RepositoryTree.Files("src", "Program.cs"))
            Assert.True(File.ReadAllLines(program).Length <= 20, $"{program} has more than 20 lines; move the wiring into a module.");
    }

    [Fact]
    public void No_folder_has_a_name_that_says_nothing()
    {
        var banned = ((string[])["src", "tests", "benchmarks"]).SelectMany(RepositoryTree.Folders)
            .Where(folder => BannedFolders.Contains(Path.GetFileName(folder), StringComparer.OrdinalIgnoreCase));

        Assert.Empty(banned);
    }

    [Fact]
    public void No_folder_hides_a_type_of_its_own_project()
    {
        foreach (var project in RepositoryTree.Projects)
        {
            var types = RepositoryTree.Files($"src/{project}", "*.cs").Select(file => Path.GetFileNameWithoutExtension(file)).ToHashSet();
            Assert.DoesNotContain(RepositoryTree.Folders($"src/{project}"), folder => types.Contains(Path.GetFileName(folder)));
        }
    }

    [Fact]
    public void Every_package_version_is_exact()
    {
        var versions = XDocument.Load(Path.Combine(RepositoryTree.Root, "Directory.Packages.props")).Descendants("PackageVersion");

        Assert.All(versions, version => Assert.Matches(@"^\[\d+\.\d+\.\d+(\.\d+)?(-[a-z0-9.]+)?\]$", version.Attribute("Version")!.Value));
    }

    [Fact]
    public void MassTransit_stays_on_the_version_whose_licence_is_ours()
    {
        foreach (var lockFile in Directory.EnumerateFiles(RepositoryTree.Root, "packages.lock.json", SearchOption.AllDirectories))
            Assert.DoesNotMatch(@"""MassTransit[^""]*"": \{\s*""type"": ""[^""]*"",(\s*""requested"": ""[^""]*"",)?\s*""resolved"": ""(?!8\.5\.12"")", File.ReadAllText(lockFile));
    }

    [Fact]
    public void Every_project_has_its_lock_file_and_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(RepositoryTree.Root, "Corporation.sln"));
        foreach (var project in ((string[])["src", "tests", "benchmarks"]).SelectMany(folder => RepositoryTree.Files(folder, "*.csproj")))
        {
            Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")), $"{project} has no packages.lock.json");
            Assert.Contains(Path.GetFileName(project), solution);
        }
    }

    [Fact]
    public void Event_ids_are_unique_over_all_projects()
    {
        var ids = RepositoryTree.Files("src", "EventIds.cs")
            .SelectMany(file => EventId().Matches(File.ReadAllText(file)).Select(match => (Id: match.Groups["id"].Value, Where: $"{file}: {match.Groups["name"].Value}")));

        Assert.All(ids.GroupBy(id => id.Id), same => Assert.True(same.Count() == 1, $"{same.Key} is used by {string.Join(" and ", same.Select(id => id.Where))}"));
    }

    [Fact]
    public void Log_messages_take_their_id_from_the_one_file()
    {
        foreach (var file in RepositoryTree.Files("src", "*.cs"))
        {
            foreach (Match message in LoggerMessage().Matches(File.ReadAllText(file)))
                Assert.True(message.Groups["argument"].Value.StartsWith("EventIds.", StringComparison.Ordinal), $"{file}: [LoggerMessage({message.Groups["argument"].Value}");
        }
    }

    [Fact]
    public void Every_options_class_has_a_validator()
    {
        var sources = RepositoryTree.Files("src", "*.cs").ToDictionary(file => file, File.ReadAllText);
        var all = string.Join('\n', sources.Values);
        foreach (var options in sources.Where(source => Bound().IsMatch(source.Value)).Select(source => Path.GetFileNameWithoutExtension(source.Key)))
            Assert.Contains($"IValidateOptions<{options}>", all);
    }

    [Fact]
    public void No_source_file_is_longer_than_300_lines_and_no_test_longer_than_400()
    {
        var tooLong = RepositoryTree.Files("src", "*.cs").Concat(RepositoryTree.Files("benchmarks", "*.cs"))
            .Where(file => !file.Contains("Migrations") && File.ReadAllLines(file).Length > 300)
            .Concat(RepositoryTree.Files("tests", "*.cs").Where(file => File.ReadAllLines(file).Length > 400));

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Regions_are_not_used() =>
        Assert.DoesNotContain(RepositoryTree.Files("src", "*.cs"), file => File.ReadAllText(file).Contains("#region", StringComparison.Ordinal));

    [GeneratedRegex(@"const int (?<name>\w+) = (?<id>[\d_]+);")]
    private static partial Regex EventId();

    [GeneratedRegex(@"\[LoggerMessage\((?<argument>[^,)\s]+)")]
    private static partial Regex LoggerMessage();

    // An options class that is bound names its section; parts of another one are validated with it.
    [GeneratedRegex(@"class \w+Options\b[\s\S]*const string Section\b")]
    private static partial Regex Bound();
}
