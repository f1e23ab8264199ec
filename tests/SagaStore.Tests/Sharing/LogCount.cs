using Microsoft.Extensions.Logging;

namespace Corporation.SagaStore.Tests.Sharing;

/// <summary>Counts the log entries that a test is about.</summary>
public sealed class LogCount(Func<LogLevel, EventId, bool> isMeant) : ILoggerProvider, ILogger
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (isMeant(logLevel, eventId))
            Interlocked.Increment(ref _count);
    }

    public void Dispose()
    {
    }
}
