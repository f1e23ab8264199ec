using Microsoft.Extensions.Logging;

namespace Corporation.Runtime.Diagnostics;

/// <summary>Everything this project logs.</summary>
internal static partial class Log
{
    [LoggerMessage(EventIds.RoleInForce, LogLevel.Information, "This process is {FactoryRole}")]
    public static partial void RoleInForce(ILogger logger, string factoryRole);

    [LoggerMessage(EventIds.RoleUnknown, LogLevel.Critical,
        "{Variable} is '{Value}', which is no role; running as {FactoryRole}, which can do the least harm. Set it to one of {Known}")]
    public static partial void RoleUnknown(ILogger logger, string variable, string value, string factoryRole, string known);

    [LoggerMessage(EventIds.BusAway, LogLevel.Error, "The RabbitMQ broker at {Address} can't be used; trying again until it can: {Reason}")]
    public static partial void BusAway(ILogger logger, string address, string reason);

    [LoggerMessage(EventIds.BusBack, LogLevel.Information, "The RabbitMQ broker at {Address} can be used")]
    public static partial void BusBack(ILogger logger, string address);
}
