using Corporation.Contracts.Http;

namespace Corporation.Hq.Refusing;

/// <summary>Gathers everything that is wrong with an input, so that the caller hears all of it at once.</summary>
internal sealed class InputErrors
{
    /// <summary>Beyond this many the answer says only that there are more: a bad batch must not make a huge answer.</summary>
    private const int MaxErrors = 100;

    private readonly Dictionary<string, List<string>> _byField = new(StringComparer.Ordinal);
    private int _count;
    private string? _type;

    public bool Any => _count > 0;

    public int Count => _count;

    /// <summary>Whether some of it could not be checked, so that another look might say another thing.</summary>
    public bool IsUncertain { get; private set; }

    /// <summary>The first one that was added.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public string First
    {
        get
        {
            var (path, messages) = _byField.First();
            return $"{path}: {messages[0]}";
        }
    }

    public bool IsFull => _count >= MaxErrors;

    /// <param name="field">The path of the field, as in <c>missions[3].priority</c>.</param>
    /// <param name="message">What is wrong, value seen, limit; without the field's name.</param>
    /// <param name="type">The problem type that fits if this is the only sort of error.</param>
    public void Add(string field, string message, string type = ProblemTypes.InvalidInput)
    {
        _type = _type is null || _type == type ? type : ProblemTypes.InvalidInput;
        _count++;
        if (_count > MaxErrors)
            return;

        if (!_byField.TryGetValue(field, out var messages))
            _byField[field] = messages = [];
        messages.Add(message);
    }

    /// <summary>Adds what could not be checked.</summary>
    public void AddUncertain(string field, string message)
    {
        IsUncertain = true;
        Add(field, message);
    }

    public Refusal ToRefusal()
    {
        var errors = _byField.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
        var more = _count > MaxErrors ? $" Only the first {MaxErrors} of {_count} errors are listed." : "";
        var detail = _count == 1 ? First : $"{_count} errors; see 'errors'.{more}";

        return _type switch
        {
            ProblemTypes.UnknownKind => new(400, _type, "No factory has announced this mission kind.", detail) { Errors = errors },
            ProblemTypes.PayloadMismatch => new(400, _type, "The payload does not fit the kind's schema.", detail) { Errors = errors },
            ProblemTypes.TooLarge => new(413, _type, "The payload is over the size limit.", detail) { Errors = errors },
            _ => new(400, ProblemTypes.InvalidInput, "The input is not valid.", detail) { Errors = errors },
        };
    }
}
