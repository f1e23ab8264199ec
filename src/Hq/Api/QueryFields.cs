using System.Globalization;
using Corporation.Contracts.Missions;
using Corporation.Hq.Refusing;
using Corporation.Hq.Submitting;

namespace Corporation.Hq.Api;

/// <summary>Takes the known parameters out of a query string and notes everything that is wrong with them.</summary>
internal sealed class QueryFields
{
    private readonly IQueryCollection _query;
    private readonly InputErrors _errors;

    public QueryFields(HttpRequest request, InputErrors errors, params ReadOnlySpan<string> known)
    {
        (_query, _errors) = (request.Query, errors);
        foreach (var name in request.Query.Keys)
        {
            if (!known.Contains(name))
                errors.Add(Refusal.Shorten(name), known.IsEmpty ? "is not a known query parameter; none is taken here." : $"is not a known query parameter. Known here: {string.Join(", ", known)}.");
        }
    }

    /// <summary>An empty value counts as left out.</summary>
    public string? Text(string name, int maxLength)
    {
        if (!_query.TryGetValue(name, out var values) || string.IsNullOrEmpty(values[0]))
            return null;

        if (values.Count > 1)
            _errors.Add(name, $"is given {values.Count} times; give it once.");
        else if (values[0]!.Length > maxLength)
            _errors.Add(name, $"has {values[0]!.Length:N0} characters; the limit is {maxLength:N0}.");
        else
            return values[0];
        return null;
    }

    public long Whole(string name, long lowest, long highest, long preset)
    {
        if (Text(name, 100) is not { } text)
            return preset;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest)
            return number;

        _errors.Add(name, highest == long.MaxValue
            ? $"must be a whole number from {lowest}, not '{Refusal.Shorten(text)}'."
            : $"must be a whole number from {lowest} to {highest}, not '{Refusal.Shorten(text)}'.");
        return preset;
    }

    public TimeSpan Seconds(string name, double highest)
    {
        if (Text(name, 100) is not { } text)
            return TimeSpan.Zero;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 && number <= highest)
            return TimeSpan.FromSeconds(number);

        _errors.Add(name, string.Create(CultureInfo.InvariantCulture, $"must be a number of seconds from 0 to {highest}, not '{Refusal.Shorten(text)}'."));
        return TimeSpan.Zero;
    }

    public DateTimeOffset? Time(string name)
    {
        // A plus sign that was not escaped arrives as a space, and no time has a space.
        if (Text(name, 100)?.Replace(' ', '+') is not { } text)
            return null;
        if (WrittenTime.TryRead(text, out var time, out var problem))
            return time;

        _errors.Add(name, problem);
        return null;
    }

    /// <summary>May be repeated, and each may list several, separated by commas.</summary>
    public IReadOnlyList<MissionLifeState> States(string name)
    {
        if (!_query.TryGetValue(name, out var values))
            return [];

        var states = new List<MissionLifeState>();
        foreach (var word in values.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            if (Words.TryGetValue(word, out var state))
                states.Add(state);
            else
                _errors.Add(name, $"'{Refusal.Shorten(word)}' is not a state. States: {string.Join(", ", Words.Keys)}.");
        }

        return states;
    }

    private static readonly Dictionary<string, MissionLifeState> Words = Enum.GetValues<MissionLifeState>()
        .ToDictionary(state => state.WireName(), StringComparer.Ordinal);
}
