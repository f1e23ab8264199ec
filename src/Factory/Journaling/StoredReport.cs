using System.Text.Encodings.Web;
using System.Text.Json;
using Corporation.Contracts.Reporting;

namespace Corporation.Factory.Journaling;

/// <summary>A report as it lies in the journal.</summary>
/// <param name="Form">Which message it is.</param>
/// <param name="Json">The message; empty where only its form was read.</param>
internal sealed record StoredReport(string Form, string Json)
{
    private const string Succeeded = "succeeded";
    private const string Failed = "failed";
    private const string Stopped = "stopped";
    private const string Released = "released";

    // A result may be nested as deep as the bus can carry; the report around it adds to that.
    private static readonly JsonSerializerOptions Options = new() { MaxDepth = 128, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="InvalidOperationException">It is no report of an attempt's end.</exception>
    public static StoredReport Of(object report) => report switch
    {
        MissionSucceeded succeeded => new(Succeeded, JsonSerializer.Serialize(succeeded, Options)),
        MissionFailed failed => new(Failed, JsonSerializer.Serialize(failed, Options)),
        MissionStopped stopped => new(Stopped, JsonSerializer.Serialize(stopped, Options)),
        MissionReleased released => new(Released, JsonSerializer.Serialize(released, Options)),
        _ => throw new InvalidOperationException($"{report.GetType().Name} is no report of an attempt's end."),
    };

    /// <summary>The message; null when it can't be read.</summary>
    public object? Read()
    {
        try
        {
            return Form switch
            {
                Succeeded => JsonSerializer.Deserialize<MissionSucceeded>(Json, Options),
                Failed => JsonSerializer.Deserialize<MissionFailed>(Json, Options),
                Stopped => JsonSerializer.Deserialize<MissionStopped>(Json, Options),
                Released => JsonSerializer.Deserialize<MissionReleased>(Json, Options),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
