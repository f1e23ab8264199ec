using Corporation.Contracts.Reporting;
using Corporation.Factory.Handling;
using Corporation.Factory.Relaying;

namespace Corporation.Factory.Testing;

/// <summary>Keeps what a handler says.</summary>
internal sealed class RecordingSink : IAttemptSink
{
    private readonly Lock _gate = new();
    private readonly List<(double?, string?)> _progresses = [];
    private readonly List<(string, string)> _lines = [];
    private readonly UsageSum _usage = new();

    public IReadOnlyList<(double? Percent, string? Message)> Progresses
    {
        get
        {
            lock (_gate)
                return [.. _progresses];
        }
    }

    public IReadOnlyList<(string Level, string Text)> Lines
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    public IReadOnlyList<UsageEntry> Used
    {
        get
        {
            lock (_gate)
                return _usage.Entries;
        }
    }

    public void Progress(double? percent, string? message)
    {
        lock (_gate)
            _progresses.Add((percent, message));
    }

    public void Log(string level, string text)
    {
        lock (_gate)
            _lines.AddRange(LogText.Lines(text).Select(line => (level, line)));
    }

    public void Usage(string resource, string unit, decimal quantity)
    {
        lock (_gate)
            _usage.Add(resource, unit, quantity);
    }
}
