using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Corporation.RedisStreams.Tests.Serving;

/// <summary>Keeps what is logged, exceptions included.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IReadOnlyList<string> All => [.. _lines.Select(line => line.Text)];

    /// <summary>Those of which an operator is to take notice.</summary>
    public IReadOnlyList<string> Warnings => [.. _lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => new Writer(_lines);

    public void Dispose()
    {
    }

    private sealed class Writer(ConcurrentQueue<(LogLevel Level, string Text)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue((logLevel, $"{formatter(state, exception)} {exception}"));
    }
}
