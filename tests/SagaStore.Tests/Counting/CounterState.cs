using Corporation.SagaStore.Repository;
using MassTransit;

namespace Corporation.SagaStore.Tests.Counting;

/// <summary>The tests' saga: with a converter, nullables, a private list and a unique column.</summary>
public sealed class CounterState : SagaStateMachineInstance, IAppendsRows
{
    private readonly List<object> _rows = [];

    public Guid CorrelationId { get; set; }

    public long Version { get; set; }

    public string CurrentState { get; set; } = "";

    public string? Name { get; set; }

    public int Steps { get; set; }

    public DateTimeOffset? ChangedAt { get; set; }

    public CounterColor Color { get; set; }

    public double? Weight { get; set; }

    public Guid? Token { get; set; }

    public IReadOnlyList<object> TakeAppendedRows()
    {
        object[] rows = [.. _rows];
        _rows.Clear();
        return rows;
    }

    public void Step(string what)
    {
        Steps++;
        _rows.Add(new CounterStep { CounterId = CorrelationId, Number = Steps, What = what });
    }

    public void Append(object row) => _rows.Add(row);
}

public enum CounterColor
{
    Red,
    Green,
}
