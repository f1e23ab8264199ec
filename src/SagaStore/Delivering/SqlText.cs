using System.Globalization;
using System.Text;

namespace Corporation.SagaStore.Delivering;

/// <summary>Statements for one round trip, with their values.</summary>
internal sealed class SqlText
{
    private readonly StringBuilder _text = new();
    private readonly List<object> _values = [];

    public bool IsEmpty => _text.Length == 0;

    public string Text => _text.ToString();

    public IReadOnlyList<object> Values => _values;

    public SqlText Append(string text)
    {
        _text.Append(text);
        return this;
    }

    public SqlText AppendValue(object value)
    {
        _text.Append(CultureInfo.InvariantCulture, $"{{{_values.Count}}}");
        _values.Add(value);
        return this;
    }

    public SqlText AppendValues(IReadOnlyCollection<Guid> values)
    {
        var isFirst = true;
        foreach (var value in values)
        {
            if (!isFirst)
                Append(", ");
            AppendValue(value);
            isFirst = false;
        }

        return this;
    }
}
