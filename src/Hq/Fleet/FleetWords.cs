using System.Text.Json;
using Corporation.Contracts.Fleet;

namespace Corporation.Hq.Fleet;

/// <summary>How statuses are written.</summary>
internal static class FleetWords
{
    /// <summary>In snake_case, as on the wire.</summary>
    public static string Of(FactoryStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());
}
