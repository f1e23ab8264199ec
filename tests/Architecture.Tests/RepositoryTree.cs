using System.Xml.Linq;

namespace Corporation.Architecture.Tests;

/// <summary>The sources of this repository, found from where the tests run.</summary>
internal static class RepositoryTree
{
    public static string Root { get; } = FindRoot();

    public static string Source { get; } = Path.Combine(Root, "src");

    public static IReadOnlyList<string> Projects { get; } =
        [.. Directory.EnumerateFiles(Source, "*.csproj", SearchOption.AllDirectories).Where(IsOurs).Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    /// <summary>Everything that git would see: no build output.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories).Where(IsOurs);

    public static IEnumerable<string> Folders(string folder) =>
        Directory.EnumerateDirectories(Path.Combine(Root, folder), "*", SearchOption.AllDirectories).Where(path => IsOurs(path + Path.DirectorySeparatorChar));

    public static XDocument Project(string name) => XDocument.Load(Path.Combine(Source, name, $"{name}.csproj"));

    public static IReadOnlyList<string> References(string project) => Values(project, "ProjectReference", Path.GetFileNameWithoutExtension);

    public static IReadOnlyList<string> Packages(string project) => Values(project, "PackageReference", include => include);

    private static IReadOnlyList<string> Values(string project, string element, Func<string, string> shape) =>
        [.. Project(project).Descendants(element).Select(reference => shape(reference.Attribute("Include")!.Value.Replace('\\', '/')))];

    private static bool IsOurs(string path)
    {
        var parts = Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar);
        return !parts.Contains("bin") && !parts.Contains("obj") && !parts.Contains("artifacts");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Corporation.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No Corporation.sln above {AppContext.BaseDirectory}; the tests read the sources of the repository they are in.");
    }
}
