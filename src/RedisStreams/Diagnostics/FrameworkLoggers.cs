using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Corporation.RedisStreams.Diagnostics;

/// <summary>Loggers of a bus without a container: those that the framework was given, if any.</summary>
internal sealed class FrameworkLoggers : ILoggerFactory
{
    public static FrameworkLoggers Instance { get; } = new();

    public ILogger CreateLogger(string categoryName) => LogContext.Current?.CreateLogContext(categoryName).Logger ?? NullLogger.Instance;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The framework's loggers take no further provider.");

    public void Dispose()
    {
        // Nothing here is ours.
    }
}
