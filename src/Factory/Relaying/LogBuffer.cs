using System.Globalization;
using Corporation.Contracts.Reporting;
using Corporation.Factory.Handling;

namespace Corporation.Factory.Relaying;

/// <summary>The log lines of one attempt that are not yet sent. Not safe for several threads: the relay holds its gate.</summary>
internal sealed class LogBuffer(Guid missionId, Guid claimToken, int attempt, int maxLines)
{
    private List<LogLine>? _lines;
    private long _lastNumber;
    private long _dropped;

    public bool HasPending => _lines is { Count: > 0 };

    public bool HasFullBatch => _lines is { Count: >= AttemptRelay.MaxBatchLines };

    public void Add(DateTimeOffset now, string level, string text)
    {
        if (_lastNumber >= maxLines)
        {
            _dropped++;
            return;
        }

        (_lines ??= []).Add(new(++_lastNumber, now, level, text));
    }

    /// <summary>Adds the line that says how many were dropped, if any were.</summary>
    public void Close(DateTimeOffset now)
    {
        if (_dropped == 0)
            return;
        var text = string.Create(CultureInfo.InvariantCulture, $"({_dropped} more lines were dropped: the limit is {maxLines} per attempt)");
        (_lines ??= []).Add(new(++_lastNumber, now, LogLevels.Warning, text));
        _dropped = 0;
    }

    /// <summary>The next lines to send; they stay until <see cref="Forget"/>.</summary>
    public MissionLogged? NextBatch()
    {
        if (_lines is not { Count: > 0 } lines)
            return null;

        var count = 0;
        for (var characters = 0; count < lines.Count && count < AttemptRelay.MaxBatchLines; count++)
        {
            characters += lines[count].Text.Length;
            if (count > 0 && characters > AttemptRelay.MaxBatchCharacters)
                break;
        }

        return new() { MissionId = missionId, ClaimToken = claimToken, Attempt = attempt, Lines = lines.GetRange(0, count) };
    }

    public void Forget(int count) => _lines?.RemoveRange(0, count);
}
