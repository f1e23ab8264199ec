using System.Text.Json;
using Corporation.Cli.Invoking;
using Corporation.Contracts.Json;

namespace Corporation.Cli.Reading;

/// <summary>Reads the typed input of a mission from the command line, a file or stdin.</summary>
internal static class MissionInput
{
    /// <summary>Means stdin, as in many tools.</summary>
    public const string Stdin = "-";

    public static async Task<JsonElement?> ReadAsync(string? json, string? file, CliWorld world, CancellationToken cancellationToken)
    {
        if (json == Stdin || file == Stdin)
            return Parse(await world.In.ReadToEndAsync(cancellationToken), "stdin");
        if (json is not null)
            return Parse(json, "--input");
        if (file is not null)
            return Parse(await ReadFileAsync(file, cancellationToken), file);

        return null;
    }

    private static async Task<string> ReadFileAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CliException.BadInput($"The input file '{file}' can't be read: {exception.Message}");
        }
    }

    private static JsonElement Parse(string json, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = ContractsJson.MaxDepth });

            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw CliException.BadInput(
                    $"The input from {source} is a JSON {Word(document.RootElement.ValueKind)}, but a mission takes a JSON object like {{\"text\":\"hi\"}}.");
        }
        catch (JsonException exception)
        {
            throw CliException.BadInput($"The input from {source} is not JSON: {exception.Message} In a shell, put it in single quotes.");
        }
    }

    private static string Word(JsonValueKind kind) => kind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
