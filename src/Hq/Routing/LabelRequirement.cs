using System.Globalization;
using System.Text.RegularExpressions;

namespace Corporation.Hq.Routing;

/// <summary>What a mission asks of one label: that it is there (<c>gpu</c>), has a value (<c>os=linux</c>, <c>os!=windows</c>) or a number (<c>memory_gb&gt;=16</c>).</summary>
internal sealed partial class LabelRequirement
{
    public const string Rule = "a label as in gpu, os=linux, os!=windows or memory_gb>=16 (also >, <, <=)";
    public const int MaxLength = 300;

    private readonly string _name;
    private readonly string _comparison;
    private readonly string _value;
    private readonly double _number;

    private LabelRequirement(string name, string comparison, string value, double number) => (_name, _comparison, _value, _number) = (name, comparison, value, number);

    /// <summary>Reads one as it is written.</summary>
    public static bool TryRead(string text, out LabelRequirement requirement, out string problem)
    {
        requirement = null!;
        problem = "";
        if (text.Length > MaxLength || Form().Match(text.Trim()) is not { Success: true } match)
        {
            problem = $"is not {Rule}";
            return false;
        }

        var (name, comparison, value) = (match.Groups["name"].Value, match.Groups["comparison"].Value, match.Groups["value"].Value.Trim());
        var number = 0.0;
        if (comparison.Length > 0 && value.Length == 0)
            problem = $"compares with nothing; {Rule}";
        else if (comparison is ">" or ">=" or "<" or "<=" && !TryNumber(value, out number))
            problem = $"compares with '{value}', which is no number";
        if (problem.Length > 0)
            return false;

        requirement = new LabelRequirement(name, comparison, value, number);
        return true;
    }

    /// <summary>Reads one that was read before.</summary>
    public static LabelRequirement Read(string text) =>
        TryRead(text, out var requirement, out var problem) ? requirement : throw new FormatException($"The stored label requirement '{text}' {problem}.");

    /// <summary>Whether labels fulfil it. A label that is <c>false</c> counts as not there.</summary>
    public bool IsMetBy(IReadOnlyDictionary<string, string> labels)
    {
        var isThere = labels.TryGetValue(_name, out var value);
        return _comparison switch
        {
            "" => isThere && !string.Equals(value, "false", StringComparison.OrdinalIgnoreCase),
            "=" => isThere && string.Equals(value, _value, StringComparison.OrdinalIgnoreCase),
            "!=" => !isThere || !string.Equals(value, _value, StringComparison.OrdinalIgnoreCase),
            _ => isThere && TryNumber(value!, out var number) && Compares(number),
        };
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private bool Compares(double number) => _comparison switch
    {
        ">" => number > _number,
        ">=" => number >= _number,
        "<" => number < _number,
        _ => number <= _number,
    };

    [GeneratedRegex(@"\A(?<name>[A-Za-z0-9][A-Za-z0-9._/-]{0,62})\s*(?:(?<comparison>!=|>=|<=|=|>|<)(?<value>.*))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
