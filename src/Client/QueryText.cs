using System.Globalization;
using System.Text;
using Corporation.Contracts.Missions;

namespace Corporation.Client;

/// <summary>Writes what is asked for as a query string.</summary>
internal static class QueryText
{
    public static string Of(MissionQuery query)
    {
        var text = new StringBuilder();
        foreach (var state in query.States)
            Add(text, "state", state.WireName());
        Add(text, "mission_kind", query.MissionKind);
        Add(text, "factory_id", query.FactoryId);
        Add(text, "text", query.Text);
        Add(text, "since", Write(query.Since));
        Add(text, "until", Write(query.Until));
        Add(text, "limit", query.Limit?.ToString(CultureInfo.InvariantCulture));
        Add(text, "cursor", query.Cursor);
        return text.ToString();
    }

    public static string Of(DeadMessageQuery query)
    {
        var text = new StringBuilder();
        Add(text, "queue", query.Queue);
        Add(text, "text", query.Text);
        Add(text, "since", Write(query.Since));
        Add(text, "until", Write(query.Until));
        Add(text, "limit", query.Limit?.ToString(CultureInfo.InvariantCulture));
        return text.ToString();
    }

    private static string? Write(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static void Add(StringBuilder text, string name, string? value)
    {
        if (value is not null)
            text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
    }
}
