using System.Text;
using Corporation.Sagas.FactoryLife;
using Corporation.Sagas.MissionLife;
using Corporation.SagaStore.Signalling;

namespace Corporation.Hq.Sharing;

/// <summary>How news between HQs are written: the sender, then one line for each piece.</summary>
/// <remarks>
/// <c>*</c>: anything may have happened. <c>fleet</c>: factories changed. <c>id,event,kind</c>: an event of a mission. <c>id</c>: log lines of a mission.
/// </remarks>
internal static class NewsText
{
    public const string Anything = "*";
    public const string Fleet = "fleet";

    /// <summary>The line for a stored row; null for rows that are no news.</summary>
    public static string? LineOf(object row) => row switch
    {
        MissionEvent change => $"{change.MissionId:N},{change.Event},{change.MissionKind}",
        StoredLogLine line => $"{line.MissionId:N}",
        FactoryEvent => Fleet,
        _ => null,
    };

    /// <summary>The row that observers get for a line; null for the other lines, and for what an HQ of another version says.</summary>
    public static object? RowOf(string line)
    {
        var parts = line.Split(',');
        if (!Guid.TryParseExact(parts[0], "N", out var missionId))
            return null;

        return parts.Length switch
        {
            1 => new StoredLogLine { MissionId = missionId },
            3 => new MissionEvent { MissionId = missionId, Event = parts[1], MissionKind = parts[2] },
            _ => null,
        };
    }

    /// <summary>Packs lines into messages that PostgreSQL takes.</summary>
    public static IEnumerable<string> Pack(string sender, IEnumerable<string> lines)
    {
        var message = new StringBuilder(sender);
        foreach (var line in lines)
        {
            // Kinds are ASCII, so a character is a byte.
            if (message.Length + 1 + line.Length > StoreChannel.MaxBytes)
            {
                yield return message.ToString();
                message.Clear().Append(sender);
            }

            message.Append('\n').Append(line);
        }

        if (message.Length > sender.Length)
            yield return message.ToString();
    }
}
