using Microsoft.Extensions.Logging;

namespace Corporation.RedisStreams.Conformance.Running;

/// <summary>Shows what a bus has logged beside the test that failed.</summary>
internal sealed class TestOutputLogger : ILoggerProvider, ILogger
{
    // The test that made the bus: what a transport logs on threads of its own belongs to it, too.
    private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;

        try
        {
            _output?.WriteLine($"{logLevel}: {formatter(state, exception)} {exception}");
        }
        catch (InvalidOperationException)
        {
            // The test is over; nobody reads its output any more.
        }
    }

    public void Dispose()
    {
    }
}
