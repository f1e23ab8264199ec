using Microsoft.Extensions.Logging;

namespace Corporation.RedisStreams.Tests.Receiving;

/// <summary>Shows with a failed test what the receivers said.</summary>
internal sealed class TestLog : ILogger
{
    private readonly long _begun = TimeProvider.System.GetTimestamp();
    private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            _output?.WriteLine($"{TimeProvider.System.GetElapsedTime(_begun).TotalMilliseconds,8:F0} ms {logLevel} {formatter(state, exception)} {exception}");
        }
        catch (InvalidOperationException)
        {
            // The test is over.
        }
    }
}
