using System.Text.RegularExpressions;
using System.Xml.Linq;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Corporation.Architecture.Tests;

/// <summary>What can be checked of <c>infra/</c> without Docker.</summary>
public sealed partial class DeploymentTests
{
    private static readonly string[] OwnServices = ["hq", "hq-2", "factory"];

    private static readonly Dictionary<object, object> Services = (Dictionary<object, object>)Compose()["services"];

    [Fact]
    public void The_compose_file_has_a_headquarters_its_servers_and_optional_further_parts()
    {
        Assert.Equal(["factory", "hq", "hq-2", "postgres", "redis"], Services.Keys.Cast<string>().Order());
        Assert.All(Services, service => Assert.Equal(service.Key is "hq-2" or "factory", Of(service.Key).ContainsKey("profiles")));
    }

    [Fact]
    public void Every_image_has_its_version()
    {
        var version = XDocument.Load(Path.Combine(RepositoryTree.Root, "Directory.Build.props")).Descendants("Version").Single().Value;
        Assert.All(Services.Keys, name => Assert.Matches(@"^[a-z-]+:\d+\.\d+(\.\d+)?$", (string)Of(name)["image"]));
        Assert.All(OwnServices, name => Assert.EndsWith($":{version}", (string)Of(name)["image"], StringComparison.Ordinal));
        Assert.All(Instructions("FROM").Where(from => from.Contains('/')), from => Assert.Matches(@":\d+\.\d+ AS ", from));
    }

    [Fact]
    public void Redis_throws_no_message_away_and_keeps_a_file_in_a_volume()
    {
        var command = string.Join(' ', ((List<object>)Of("redis")["command"]).Cast<string>());

        Assert.Contains("--maxmemory-policy noeviction", command, StringComparison.Ordinal);
        Assert.Contains("--appendonly yes", command, StringComparison.Ordinal);
        Assert.Contains("--requirepass ", command, StringComparison.Ordinal);
        Assert.Contains("redis:/data", ((List<object>)Of("redis")["volumes"]).Cast<string>());
    }

    [Fact]
    public void Nothing_listens_beyond_this_machine()
    {
        var ports = Services.Keys.Where(name => Of(name).ContainsKey("ports")).SelectMany(name => ((List<object>)Of(name)["ports"]).Cast<string>()).ToList();

        Assert.NotEmpty(ports);
        Assert.All(ports, port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_ours_listens_on_the_loopback_of_the_host_as_it_refuses_anything_else()
    {
        Assert.All(OwnServices, name => Assert.Equal("host", Of(name)["network_mode"]));
        var urls = OwnServices.Select(name => Settings(name).GetValueOrDefault("ASPNETCORE_URLS")).OfType<string>()
            .Concat(Instructions("ENV").SelectMany(line => line.Split(' ')).Where(pair => pair.StartsWith("ASPNETCORE_URLS=", StringComparison.Ordinal)).Select(pair => pair.Split('=')[1]))
            .ToList();

        Assert.Equal(["http://127.0.0.1:7400", "http://127.0.0.1:7401", "http://127.0.0.1:7410"], urls.Order());
    }

    [Fact]
    public void Every_variable_of_ours_is_a_setting_that_exists()
    {
        var settings = File.ReadAllText(Path.Combine(RepositoryTree.Root, "docs", "settings.md"));
        var names = OwnServices.SelectMany(service => Settings(service).Keys)
            .Concat(Instructions("ENV").SelectMany(line => Variable().Matches(line).Select(match => match.Groups["name"].Value)))
            .ToList();

        Assert.True(names.Count > 10);
        Assert.All(names, name => Assert.Contains($"`{name.Replace("__", ":", StringComparison.Ordinal)}`", settings, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_secret_comes_from_the_environment_file_and_must_be_given()
    {
        var text = File.ReadAllText(Infra("compose.yaml"));
        var example = File.ReadAllLines(Infra("example.env")).Where(line => line.Contains('=') && !line.StartsWith('#')).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.All(Substitution().Matches(text), match => Assert.True(example.ContainsKey(match.Groups["name"].Value), $"{match.Value} is not in example.env"));
        foreach (var secret in example.Keys.Where(name => name.Contains("PASSWORD", StringComparison.Ordinal)))
        {
            Assert.Equal("", example[secret]);
            Assert.All(Substitution().Matches(text).Where(match => match.Groups["name"].Value == secret), match => Assert.Contains(":?", match.Value, StringComparison.Ordinal));
        }

        Assert.Contains("infra/.env", File.ReadAllLines(Path.Combine(RepositoryTree.Root, ".gitignore")));
    }

    [Fact]
    public void Servers_are_healthy_before_what_needs_them_starts()
    {
        Assert.All(["postgres", "redis"], server => Assert.True(Of(server).ContainsKey("healthcheck")));
        Assert.All(OwnServices, service => Assert.All((Dictionary<object, object>)Of(service)["depends_on"],
            needed => Assert.Equal("service_healthy", ((Dictionary<object, object>)needed.Value)["condition"])));
        Assert.Equal(2, Instructions("HEALTHCHECK").Count);
    }

    [Fact]
    public void All_that_the_Dockerfile_names_is_there()
    {
        var copied = Instructions("COPY").Where(copy => !copy.StartsWith("--from", StringComparison.Ordinal)).SelectMany(copy => copy.Split(' ')[..^1]).ToList();
        var published = Project().Matches(File.ReadAllText(Infra("Dockerfile"))).Select(match => match.Value).ToList();
        Assert.NotEmpty(copied);
        Assert.All(copied.Concat(published), path => Assert.True(Path.Exists(Path.Combine(RepositoryTree.Root, path)), path));

        foreach (var entry in Instructions("ENTRYPOINT"))
        {
            var project = Program().Match(entry).Groups["project"].Value;
            Assert.Contains($"src/{project}/{project}.csproj", published);
            var csproj = RepositoryTree.Project(project);
            Assert.True(csproj.Root!.Attribute("Sdk")!.Value.EndsWith(".Web", StringComparison.Ordinal) || csproj.Descendants("OutputType").Any(type => type.Value == "Exe"), project);
        }

        Assert.All(OwnServices, service => Assert.Contains(Instructions("FROM"), from => from.EndsWith($" AS {((Dictionary<object, object>)Of(service)["build"])["target"]}", StringComparison.Ordinal)));
    }

    private static Dictionary<object, object> Compose()
    {
        using var text = File.OpenText(Infra("compose.yaml"));
        return (Dictionary<object, object>)new DeserializerBuilder().Build().Deserialize(new MergingParser(new Parser(text)))!;
    }

    private static Dictionary<object, object> Of(object service) => (Dictionary<object, object>)Services[service];

    private static Dictionary<string, object> Settings(string service) =>
        ((Dictionary<object, object>)Of(service)["environment"]).ToDictionary(pair => (string)pair.Key, pair => pair.Value);

    private static List<string> Instructions(string name) =>
        [.. File.ReadAllLines(Infra("Dockerfile")).Where(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Select(line => line[(name.Length + 1)..])];

    private static string Infra(string file) => Path.Combine(RepositoryTree.Root, "infra", file);

    [GeneratedRegex(@"(?<name>[A-Za-z_]+)=")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\$\{(?<name>[A-Z_]+)[^}]*\}")]
    private static partial Regex Substitution();

    [GeneratedRegex(@"src/\w+/\w+\.csproj")]
    private static partial Regex Project();

    [GeneratedRegex(@"Corporation\.(?<project>\w+)\.dll")]
    private static partial Regex Program();
}
