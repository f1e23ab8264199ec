using Microsoft.Extensions.Logging;

namespace Corporation.RedisStreams.Conformance.Running;

/// <summary>Shows what a bus has logged beside the test that failed.</summary>
/// <remarks>
/// A factory of its own, that no container disposes: the framework goes on using the first one that it was given, for later buses, too.
/// </remarks>
internal sealed class TestOutputLogger : ILoggerFactory, ILogger
{
    // The test that made the bus: what a transport logs on threads of its own belongs to it, too.
    private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("It writes to the test's output only.");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;

        try
        {
            var why = logLevel > LogLevel.Warning ? exception?.ToString() : exception?.Message;
            _output?.WriteLine($"{logLevel}: {formatter(state, exception)} {why}");
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
