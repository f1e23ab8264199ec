using Microsoft.Extensions.Logging;

namespace Corporation.SagaStore.Tests.Sharing;

/// <summary>Counts how often Npgsql says that a keep-alive found its connection broken.</summary>
public sealed class KeepAliveLog : ILoggerProvider, ILogger
{
    private int _failures;

    public int Failures => Volatile.Read(ref _failures);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Name == "KeepaliveFailed")
            Interlocked.Increment(ref _failures);
    }

    public void Dispose()
    {
    }
}
