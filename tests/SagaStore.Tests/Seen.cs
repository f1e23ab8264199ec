using System.Collections.Concurrent;
using Corporation.SagaStore.Tests.Counting;
using MassTransit;

namespace Corporation.SagaStore.Tests;

/// <summary>What left the saga's endpoint.</summary>
public sealed class Seen
{
    private readonly ConcurrentQueue<CounterStepped> _steps = new();
    private readonly ConcurrentQueue<Fault> _faults = new();

    public IReadOnlyCollection<CounterStepped> Steps => _steps;

    public IReadOnlyCollection<Fault> Faults => _faults;

    public Task Add(CounterStepped step)
    {
        _steps.Enqueue(step);
        return Task.CompletedTask;
    }

    public Task Add(Fault fault)
    {
        _faults.Enqueue(fault);
        return Task.CompletedTask;
    }
}
