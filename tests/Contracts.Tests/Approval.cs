using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Corporation.Contracts.Tests;

/// <summary>Compares JSON with a committed file. CORP_APPROVE=1 writes the files instead, to be reviewed and committed.</summary>
internal static class Approval
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Matches(string name, string json)
    {
        var actual = JsonNode.Parse(json)!.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
        var file = Path.Combine(Folder(), $"{name}.json");
        if (Environment.GetEnvironmentVariable("CORP_APPROVE") == "1")
            File.WriteAllText(file, actual);

        Assert.True(File.Exists(file), $"{file} is missing. Set CORP_APPROVE=1, run again and review what was written.");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), actual);
    }

    public static IEnumerable<string> Names() => Directory.EnumerateFiles(Folder(), "*.json").Select(file => Path.GetFileNameWithoutExtension(file));

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Approved");
}
